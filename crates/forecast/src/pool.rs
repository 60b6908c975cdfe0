//! Partial pooling: a person's figure is drawn to the team's, the team's to the company's.

/// Pretended events with which a group is drawn to the one above, at the least and at the most.
const STRENGTH: (f64, f64) = (1.0, 200.0);
/// The strength where groups are too few to tell.
const STRENGTH_UNTOLD: f64 = 8.0;

/// Events that were seen, and as many as were to be expected if all were alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Seen {
    pub(crate) events: f64,
    pub(crate) expected: f64,
}

/// What is believed of one: a factor on what was to be expected, and how many events stand behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Belief {
    pub(crate) factor: f64,
    pub(crate) events: f64,
}

/// Gamma-Poisson strength by moments: `Var(events) = expected + expected² / strength`.
pub(crate) fn strength(groups: &[Seen]) -> f64 {
    let told: Vec<&Seen> = groups.iter().filter(|seen| seen.expected > 0.0).collect();
    if told.len() < 3 {
        return STRENGTH_UNTOLD;
    }
    let excess: f64 = told.iter().map(|seen| (seen.events - seen.expected).powi(2) - seen.expected).sum();
    let squares: f64 = told.iter().map(|seen| seen.expected.powi(2)).sum();
    if excess <= 0.0 { STRENGTH.1 } else { (squares / excess).clamp(STRENGTH.0, STRENGTH.1) }
}

/// Factors of all members, each in a group (or in none, and then drawn to the whole).
pub(crate) fn pool(members: &[Seen], groups: &[Option<usize>], count: usize) -> Vec<Belief> {
    let mut whole = Seen::default();
    let mut teams = vec![Seen::default(); count];
    for (member, group) in members.iter().zip(groups) {
        whole.events += member.events;
        whole.expected += member.expected;
        if let Some(team) = group.and_then(|group| teams.get_mut(group)) {
            team.events += member.events;
            team.expected += member.expected;
        }
    }
    let base = if whole.expected > 0.0 { whole.events / whole.expected } else { 0.0 };
    let scaled = |seen: &Seen| Seen { events: seen.events, expected: seen.expected * base };
    let of_teams = strength(&teams.iter().map(scaled).collect::<Vec<_>>());
    let team: Vec<f64> = teams
        .iter()
        .map(scaled)
        .map(|seen| base * (seen.events + of_teams) / (seen.expected + of_teams))
        .collect();
    let above = |group: &Option<usize>| group.and_then(|group| team.get(group)).copied().unwrap_or(base);
    let against: Vec<Seen> = members
        .iter()
        .zip(groups)
        .map(|(seen, group)| Seen { events: seen.events, expected: seen.expected * above(group) })
        .collect();
    let of_members = strength(&against);
    against
        .iter()
        .zip(groups)
        .map(|(seen, group)| Belief {
            factor: above(group) * (seen.events + of_members) / (seen.expected + of_members),
            events: seen.expected + of_members,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_events_say_less_than_three_hundred() {
        let seen = |events, expected| Seen { events, expected };
        let members = [seen(3.0, 1.0), seen(300.0, 100.0), seen(100.0, 150.0), seen(90.0, 140.0)];
        let pooled = pool(&members, &[None; 4], 0);
        assert!(pooled[0].factor < pooled[1].factor && pooled[0].factor > 1.0, "{pooled:?}");
        assert!((pooled[1].factor - 3.0).abs() < 0.2, "{pooled:?}");
    }

    #[test]
    fn nothing_seen_gives_the_whole() {
        let members = [Seen { events: 10.0, expected: 5.0 }, Seen::default()];
        let pooled = pool(&members, &[None, None], 0);
        assert!((pooled[1].factor - 2.0).abs() < 1e-9, "{pooled:?}");
    }
}
