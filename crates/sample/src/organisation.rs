//! The regions and teams of the sample company: where its people sell and in which currency.

/// One of three regions.
pub(crate) struct Region {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Whose names its people and customers bear.
    pub(crate) tongue: Tongue,
    /// How readily its customers buy the service, in thousandths of the company's mean.
    pub(crate) service: i64,
}

/// Where a name is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tongue {
    Nordic,
    German,
    Dutch,
}

/// One of nine teams.
pub(crate) struct Team {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    /// People who carry a quota there.
    pub(crate) seats: usize,
    /// What its customers pay in.
    pub(crate) currency: &'static str,
    pub(crate) country: &'static str,
    /// The towns of its customers.
    pub(crate) towns: &'static [&'static str],
}

impl Team {
    /// The role of those who carry a quota there.
    pub(crate) fn role(&self) -> &'static str {
        if self.sells_through_partners() { "channel-manager" } else { "account-executive" }
    }

    /// Whether distributors stand between the team and its customers.
    pub(crate) fn sells_through_partners(&self) -> bool {
        self.id == "distributors"
    }

    /// Whether it has a lead of its own; the head of the region leads a small one.
    pub(crate) fn has_lead(&self) -> bool {
        self.seats >= 5
    }
}

/// The id of the whole company as a unit.
pub(crate) const COMPANY: &str = "halden";
/// Its name.
pub(crate) const COMPANY_NAME: &str = "Halden Instruments";

pub(crate) const REGIONS: &[Region] = &[
    Region { id: "nordics", name: "Nordics", tongue: Tongue::Nordic, service: 1_250 },
    Region { id: "dach", name: "DACH", tongue: Tongue::German, service: 700 },
    Region { id: "benelux", name: "Benelux", tongue: Tongue::Dutch, service: 1_100 },
];

pub(crate) const TEAMS: &[Team] = &[
    team(
        "oslo",
        "Oslo",
        "nordics",
        5,
        "NOK",
        "Norway",
        &["Oslo", "Bergen", "Trondheim", "Stavanger", "Drammen"],
    ),
    team(
        "stockholm",
        "Stockholm",
        "nordics",
        6,
        "SEK",
        "Sweden",
        &["Stockholm", "Uppsala", "Lund", "Malmö", "Västerås"],
    ),
    team("helsinki", "Helsinki", "nordics", 3, "EUR", "Finland", &["Helsinki", "Espoo", "Tampere", "Turku"]),
    team(
        "munich",
        "Munich",
        "dach",
        6,
        "EUR",
        "Germany",
        &["München", "Augsburg", "Nürnberg", "Stuttgart", "Ulm"],
    ),
    team(
        "hamburg",
        "Hamburg",
        "dach",
        6,
        "EUR",
        "Germany",
        &["Hamburg", "Bremen", "Kiel", "Hannover", "Lübeck"],
    ),
    team("vienna", "Vienna", "dach", 4, "EUR", "Austria", &["Wien", "Graz", "Linz", "Salzburg"]),
    team(
        "utrecht",
        "Utrecht",
        "benelux",
        5,
        "EUR",
        "Netherlands",
        &["Utrecht", "Delft", "Eindhoven", "Arnhem", "Leiden"],
    ),
    team(
        "antwerp",
        "Antwerp",
        "benelux",
        5,
        "EUR",
        "Belgium",
        &["Antwerpen", "Gent", "Leuven", "Mechelen", "Brugge"],
    ),
    team(
        "distributors",
        "Distributors",
        "benelux",
        3,
        "EUR",
        "Netherlands",
        &["Rotterdam", "Breda", "Liège", "Luxembourg"],
    ),
];

const fn team(
    id: &'static str,
    name: &'static str,
    region: &'static str,
    seats: usize,
    currency: &'static str,
    country: &'static str,
    towns: &'static [&'static str],
) -> Team {
    Team { id, name, region, seats, currency, country, towns }
}

/// The region that a team belongs to.
#[expect(clippy::expect_used, reason = "a test looks at every team")]
pub(crate) fn region_of(team: &Team) -> &'static Region {
    region(team.region).expect("every team names one of the regions")
}

/// The region of this id.
pub(crate) fn region(id: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.id == id)
}

/// The teams of a region.
pub(crate) fn teams_of(region: &str) -> impl Iterator<Item = &'static Team> {
    TEAMS.iter().filter(move |team| team.region == region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_teams_are_larger_than_the_privacy_limit_and_three_are_not() {
        let large = TEAMS.iter().filter(|team| team.seats >= 5).count();
        assert_eq!((TEAMS.len(), large), (9, 6));
        assert!(REGIONS.iter().all(|region| teams_of(region.id).count() == 3));
        assert!(TEAMS.iter().all(|team| region_of(team).id == team.region));
    }
}
