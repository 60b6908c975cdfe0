//! What a computation has to post: the differences between its figures and what was settled before.

use std::collections::BTreeMap;

use plumb_store::rusqlite::Connection;
use plumb_units::{Currency, Money};

use super::postings::{check, kind_in};
use super::{Pay, Posting, PostingKind, money_in, periods, refused, says, word};
use crate::LedgerError;

/// The whole of what a computation found for some periods.
#[derive(Clone, Copy, Debug)]
pub struct Settlement<'a> {
    /// The periods, by when pay is earned, of which the figures are all there is: what was settled for them before and is not
    /// among the figures any more is taken back.
    pub covers: &'a [&'a str],
    /// The open period in which differences to closed ones are posted.
    pub post_in: &'a str,
    /// The figures, each in full and in the period in which it is to be posted. None adjusts another.
    pub figures: &'a [Posting],
}

/// What a figure is about. Figures of one subject are summed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    person: String,
    plan: String,
    earned: String,
    component: String,
    line: Option<String>,
    kind: PostingKind,
    currency: Currency,
}

/// What is computed of a subject, or posted of it. Of several postings, the one in the latest period tells where and why.
#[derive(Default)]
struct Standing {
    minor: i64,
    posted: String,
    reason: String,
}

impl Pay<'_> {
    /// What a settlement would post, without recording it.
    ///
    /// Figures and what settlements posted before are compared by person, plan, period earned, component, line, kind and
    /// currency. A difference is posted where its figure belongs; where that period is closed, it is an adjustment in
    /// `post_in`, with the given reason. What was recorded by hand is not looked at. The order of the figures decides nothing.
    ///
    /// # Errors
    /// [`LedgerError::PeriodClosed`] where a difference has to go to `post_in` and that is closed too;
    /// [`LedgerError::Refused`] for figures out of their bounds, of periods that are not covered, or that adjust others; the
    /// database's own.
    pub fn differences(
        &self,
        settlement: &Settlement<'_>,
        reason: &str,
    ) -> Result<Vec<Posting>, LedgerError> {
        differences(self.connection, settlement, reason)
    }
}

pub(super) fn differences(
    connection: &Connection,
    settlement: &Settlement<'_>,
    reason: &str,
) -> Result<Vec<Posting>, LedgerError> {
    let reason = says(reason, "the reason of the run")?;
    word(settlement.post_in, "the period to post in")?;
    let mut standings: BTreeMap<Subject, [Standing; 2]> = BTreeMap::new();
    for figure in settlement.figures {
        check(figure)?;
        if figure.adjusts.is_some() {
            return refused("a figure is given in full; what it corrects is found by comparing");
        }
        if !settlement.covers.contains(&figure.earned.as_str()) {
            return refused(format!(
                "a figure is of `{}`, which the settlement does not cover",
                figure.earned
            ));
        }
        let [figured, _] = standings.entry(subject(figure)).or_default();
        figured.add(figure.amount.minor(), &figure.posted, &figure.reason)?;
    }
    let mut covers = settlement.covers.to_vec();
    covers.sort_unstable();
    covers.dedup();
    for earned in covers {
        for (subject, before) in settled(connection, earned)? {
            let [_, posted] = standings.entry(subject).or_default();
            *posted = before;
        }
    }
    let closed = periods::names(connection)?;
    let mut postings = Vec::new();
    for (subject, [figured, before]) in standings {
        let Some(minor) = figured.minor.checked_sub(before.minor) else { return beyond() };
        if minor == 0 {
            continue;
        }
        let there = if figured.posted.is_empty() { &before.posted } else { &figured.posted };
        let is_late = closed.contains(there);
        let posted = if is_late { settlement.post_in } else { there };
        if closed.contains(posted) {
            return Err(LedgerError::PeriodClosed { period: posted.to_owned() });
        }
        let kept_reason = if is_late || figured.posted.is_empty() { reason } else { &figured.reason };
        postings.push(Posting {
            kind: if is_late { PostingKind::Adjustment } else { subject.kind },
            adjusts: Some(subject.kind).filter(|kind| is_late && *kind != PostingKind::Adjustment),
            posted: posted.to_owned(),
            amount: Money::new(minor, subject.currency),
            reason: kept_reason.to_owned(),
            person: subject.person,
            plan: subject.plan,
            earned: subject.earned,
            component: subject.component,
            line: subject.line,
        });
    }
    Ok(postings)
}

impl Standing {
    fn add(&mut self, minor: i64, posted: &str, reason: &str) -> Result<(), LedgerError> {
        let Some(sum) = self.minor.checked_add(minor) else { return beyond() };
        self.minor = sum;
        if (posted, reason) > (self.posted.as_str(), self.reason.as_str()) {
            (self.posted, self.reason) = (posted.to_owned(), reason.to_owned());
        }
        Ok(())
    }
}

fn beyond<T>() -> Result<T, LedgerError> {
    refused("the figures sum to more than is paid anywhere")
}

fn subject(figure: &Posting) -> Subject {
    Subject {
        person: figure.person.clone(),
        plan: figure.plan.clone(),
        earned: figure.earned.clone(),
        component: figure.component.clone(),
        line: figure.line.clone(),
        kind: figure.kind,
        currency: figure.amount.currency(),
    }
}

/// What settlements posted of what was earned in a period.
fn settled(connection: &Connection, earned: &str) -> Result<Vec<(Subject, Standing)>, LedgerError> {
    let mut statement = connection.prepare_cached(
        "select person, plan, component, line, coalesce(adjusts, kind) as counts_as, sum(minor), currency, max(posted)
         from pay_postings where earned = ?1 and run in (select number from pay_runs where settled)
         group by person, plan, component, line, counts_as, currency",
    )?;
    let rows = statement.query_map([earned], |row| {
        let amount = money_in(row, 5)?;
        let subject = Subject {
            person: row.get(0)?,
            plan: row.get(1)?,
            earned: earned.to_owned(),
            component: row.get(2)?,
            line: row.get(3)?,
            kind: kind_in(4, &row.get::<_, String>(4)?)?,
            currency: amount.currency(),
        };
        Ok((subject, Standing { minor: amount.minor(), posted: row.get(7)?, reason: String::new() }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::super::examples::{closed_january, earning, eur, run};
    use super::*;

    const FEBRUARY: Settlement<'_> =
        Settlement { covers: &["2026-M01", "2026-M02"], post_in: "2026-M02", figures: &[] };

    /// What is posted, as `earned posted kind adjusts minor reason`.
    fn told(postings: &[Posting]) -> Vec<String> {
        let adjusts = |posting: &Posting| posting.adjusts.map_or("-", PostingKind::word);
        let line = |one: &Posting| {
            let (kind, minor) = (one.kind.word(), one.amount.minor());
            format!("{} {} {kind} {} {minor} {}", one.earned, one.posted, adjusts(one), one.reason)
        };
        postings.iter().map(line).collect()
    }

    #[test]
    fn what_changes_in_a_closed_period_is_adjusted_in_the_open_one_with_the_reason() {
        let ledger = closed_january();
        let figures = [earning("ana", "2026-M01", 8_000), earning("ana", "2026-M02", 1_000)];
        let settlement = Settlement { figures: &figures, ..FEBRUARY };
        assert_eq!(
            told(&ledger.pay().differences(&settlement, "a return").unwrap()),
            ["2026-M01 2026-M02 adjustment earning -2000 a return", "2026-M02 2026-M02 earning - 1000 "]
        );
    }

    #[test]
    fn what_is_settled_twice_posts_nothing_the_second_time() {
        let ledger = closed_january();
        let figures = [earning("ana", "2026-M01", 8_000), earning("ben", "2026-M02", 1_000)];
        let settlement = Settlement { figures: &figures, ..FEBRUARY };
        let first = ledger.pay().settle(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &settlement).unwrap();
        assert_eq!(ledger.pay().differences(&settlement, "again").unwrap(), []);
        let again = ledger.pay().settle(&run("2026-M02", "2026-03-04", "bbbbbbbb"), &settlement).unwrap();
        assert_eq!(again, first);
        let other = ledger.pay().settle(&run("2026-M02", "2026-03-04", "cccccccc"), &settlement).unwrap();
        assert!(other > first);
    }

    #[test]
    fn the_same_inputs_with_other_figures_are_told() {
        let ledger = closed_january();
        let figures = [earning("ana", "2026-M01", 10_000), earning("ben", "2026-M02", 1_000)];
        let settlement = Settlement { figures: &figures, ..FEBRUARY };
        let february = run("2026-M02", "2026-03-03", "bbbbbbbb");
        let first = ledger.pay().settle(&february, &settlement).unwrap();
        let error = ledger.pay().settle(&february, &FEBRUARY).unwrap_err();
        assert!(matches!(error, LedgerError::NotReproduced { run } if run == first), "{error}");
    }

    #[test]
    fn a_line_that_is_gone_is_taken_back_where_it_stood() {
        let ledger = closed_january();
        let figures = [earning("ana", "2026-M01", 10_000), earning("ana", "2026-M02", 1_000)];
        let first = Settlement { figures: &figures, ..FEBRUARY };
        ledger.pay().settle(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &first).unwrap();
        assert_eq!(
            told(&ledger.pay().differences(&FEBRUARY, "no sale").unwrap()),
            [
                "2026-M01 2026-M02 adjustment earning -10000 no sale",
                "2026-M02 2026-M02 earning - -1000 no sale"
            ]
        );
    }

    #[test]
    fn what_is_released_or_taken_back_later_keeps_its_kind_in_the_period_in_which_it_happens() {
        let ledger = closed_january();
        let of =
            |kind, minor| Posting { kind, posted: "2026-M02".into(), ..earning("ana", "2026-M01", minor) };
        let figures = [
            earning("ana", "2026-M01", 10_000),
            of(PostingKind::Release, 2_500),
            of(PostingKind::Clawback, -4_000),
        ];
        assert_eq!(
            told(&ledger.pay().differences(&Settlement { figures: &figures, ..FEBRUARY }, "x").unwrap()),
            ["2026-M01 2026-M02 clawback - -4000 ", "2026-M01 2026-M02 release - 2500 "]
        );
    }

    #[test]
    fn what_was_given_by_hand_is_left_alone() {
        let ledger = closed_january();
        let bonus = Posting { kind: PostingKind::Bonus, ..earning("ana", "2026-M02", 5_000) };
        ledger.pay().record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &[bonus]).unwrap();
        let figures = [earning("ana", "2026-M01", 10_000)];
        let settlement = Settlement { figures: &figures, ..FEBRUARY };
        assert_eq!(ledger.pay().differences(&settlement, "x").unwrap(), []);
    }

    #[test]
    fn figures_of_one_subject_are_summed_in_any_order() {
        let ledger = closed_january();
        let mut figures = vec![
            Posting { reason: "first".into(), ..earning("ana", "2026-M01", 6_000) },
            Posting {
                reason: "second".into(),
                posted: "2026-M02".into(),
                ..earning("ana", "2026-M01", 7_000)
            },
            Posting { amount: eur(5), ..earning("ben", "2026-M02", 0) },
        ];
        let posted = |figures: &[Posting]| {
            told(&ledger.pay().differences(&Settlement { figures, ..FEBRUARY }, "x").unwrap())
        };
        let forward = posted(&figures);
        figures.reverse();
        assert_eq!(forward, posted(&figures));
        assert_eq!(forward, ["2026-M01 2026-M02 earning - 3000 second", "2026-M02 2026-M02 earning - 5 "]);
    }

    #[test]
    fn a_difference_without_an_open_period_and_a_figure_out_of_place_are_refused() {
        let ledger = closed_january();
        let into_january = Settlement { post_in: "2026-M01", ..FEBRUARY };
        let error = ledger.pay().differences(&into_january, "x").unwrap_err();
        assert!(matches!(error, LedgerError::PeriodClosed { ref period } if period == "2026-M01"), "{error}");
        let adjusting = Posting {
            kind: PostingKind::Adjustment,
            adjusts: Some(PostingKind::Earning),
            ..earning("ana", "2026-M02", 1)
        };
        for figure in [earning("ana", "2026-M03", 1), adjusting, earning("", "2026-M02", 1)] {
            let figures = [figure];
            let error =
                ledger.pay().differences(&Settlement { figures: &figures, ..FEBRUARY }, "x").unwrap_err();
            assert!(matches!(error, LedgerError::Refused(_)), "{error}");
        }
    }
}
