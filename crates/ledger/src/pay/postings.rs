//! Postings: one amount, whose it is, for what, when it was earned and when it was posted.

use plumb_store::rusqlite::{self, Connection, Row, ToSql, params, params_from_iter};
use plumb_units::{Date, Money};

use super::{Pay, RunId, amount, day, money_in, note, refused, unreadable, word};
use crate::LedgerError;

/// What a posting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PostingKind {
    /// Earned by the pay plan.
    Earning,
    /// A correction of what was posted in a period that is closed, or one that somebody makes.
    Adjustment,
    /// Earned at the end of a time, or granted: a bonus.
    Bonus,
    /// What a condition that is not met takes, or gives back once it is.
    Gate,
    /// What a multiplier adds or takes.
    Multiplier,
    /// What a least amount of a component adds.
    Floor,
    /// Paid ahead of what is earned.
    DrawAdvance,
    /// Kept back from what is earned, for what was paid ahead.
    DrawRecovery,
    /// Paid ahead, and not to be paid back any more.
    DrawForgiven,
    /// Taken back, because a sale was.
    Clawback,
    /// Earned and held back until something happens.
    Hold,
    /// Held back before, and free now.
    Release,
    /// Held back before, and lost.
    Forfeit,
    /// Carried on, because a period came out below zero.
    Carried,
    /// What is paid in absence.
    Leave,
    /// What a guarantee adds.
    Guarantee,
    /// What a cap takes away.
    Cap,
    /// Paid out.
    Payout,
    /// Put aside in the books for what will be paid.
    Accrual,
    /// An accrual that is taken back.
    Reverse,
}

impl PostingKind {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Earning,
        Self::Adjustment,
        Self::Bonus,
        Self::Gate,
        Self::Multiplier,
        Self::Floor,
        Self::DrawAdvance,
        Self::DrawRecovery,
        Self::DrawForgiven,
        Self::Clawback,
        Self::Hold,
        Self::Release,
        Self::Forfeit,
        Self::Carried,
        Self::Leave,
        Self::Guarantee,
        Self::Cap,
        Self::Payout,
        Self::Accrual,
        Self::Reverse,
    ];

    /// Its word: `earning`, `draw-advance`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::Earning => "earning",
            Self::Adjustment => "adjustment",
            Self::Bonus => "bonus",
            Self::Gate => "gate",
            Self::Multiplier => "multiplier",
            Self::Floor => "floor",
            Self::DrawAdvance => "draw-advance",
            Self::DrawRecovery => "draw-recovery",
            Self::DrawForgiven => "draw-forgiven",
            Self::Clawback => "clawback",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Forfeit => "forfeit",
            Self::Carried => "carried",
            Self::Leave => "leave",
            Self::Guarantee => "guarantee",
            Self::Cap => "cap",
            Self::Payout => "payout",
            Self::Accrual => "accrual",
            Self::Reverse => "reverse",
        }
    }

    /// What a word names.
    ///
    /// ```
    /// use plumb_ledger::PostingKind;
    /// assert!(PostingKind::ALL.into_iter().all(|kind| PostingKind::parse(kind.word()) == Some(kind)));
    /// assert_eq!(PostingKind::parse("gift"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One amount of pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Whose it is, by id.
    pub person: String,
    /// The pay plan, by id.
    pub plan: String,
    /// The period in which it was earned.
    pub earned: String,
    /// The period in which it is posted; that one must be open.
    pub posted: String,
    /// What it is.
    pub kind: PostingKind,
    /// What an adjustment corrects, where it corrects a kind; `None` for all other postings.
    pub adjusts: Option<PostingKind>,
    /// The component of the plan.
    pub component: String,
    /// How much, with its sign.
    pub amount: Money,
    /// Why; may be empty.
    pub reason: String,
    /// The key of the line that it pays for, such as a sale; `None` where it is for no single one.
    pub line: Option<String>,
}

impl Posting {
    /// What it counts as: of an adjustment, what it corrects.
    pub fn counts_as(&self) -> PostingKind {
        self.adjusts.unwrap_or(self.kind)
    }
}

/// A posting with its number and its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedPosting {
    /// Its number; later ones are greater.
    pub number: i64,
    /// The run that posted it.
    pub run: RunId,
    /// What was posted.
    pub posting: Posting,
}

/// Which postings; what is `None` does not narrow them.
#[derive(Clone, Copy, Debug, Default)]
pub struct PostingFilter<'a> {
    /// Whose.
    pub person: Option<&'a str>,
    /// Of which pay plan.
    pub plan: Option<&'a str>,
    /// In which period they were earned.
    pub earned: Option<&'a str>,
    /// In which period they were posted.
    pub posted: Option<&'a str>,
    /// For which line.
    pub line: Option<&'a str>,
    /// Of which run.
    pub run: Option<RunId>,
    /// Of runs made up to that day, that day included.
    pub known_on: Option<Date>,
    /// Whether they were given as they are, or are those of settlements.
    pub by_hand: Option<bool>,
}

/// What a person earned in a period, as far as it is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingSum {
    /// Whose.
    pub person: String,
    /// In which period it was earned.
    pub earned: String,
    /// The sum in one currency; may be zero.
    pub amount: Money,
}

impl Pay<'_> {
    /// The postings that a filter lets through, in the order in which they were recorded.
    ///
    /// # Errors
    /// The database's own.
    pub fn postings(&self, filter: &PostingFilter<'_>) -> Result<Vec<RecordedPosting>, LedgerError> {
        select(self.connection, filter)
    }

    /// All postings that were recorded up to a day, that day included. For a day that is over, the answer never changes.
    ///
    /// # Errors
    /// The database's own.
    pub fn as_known_on(&self, day: Date) -> Result<Vec<RecordedPosting>, LedgerError> {
        self.postings(&PostingFilter { known_on: Some(day), ..PostingFilter::default() })
    }

    /// The sums of these postings by person, period in which they were earned, and currency, in this order.
    ///
    /// # Errors
    /// The database's own, among them a sum beyond what 64 bits hold.
    pub fn sums(&self, filter: &PostingFilter<'_>) -> Result<Vec<PostingSum>, LedgerError> {
        let (wanted, values) = conditions(filter)?;
        let sql = format!(
            "select person, earned, sum(minor), currency from pay_postings{wanted} \
             group by person, earned, currency order by person, earned, currency"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let sums = statement.query_map(params_from_iter(values), |row| {
            Ok(PostingSum { person: row.get(0)?, earned: row.get(1)?, amount: money_in(row, 2)? })
        })?;
        Ok(sums.collect::<Result<_, _>>()?)
    }
}

pub(super) fn select(
    connection: &Connection,
    filter: &PostingFilter<'_>,
) -> Result<Vec<RecordedPosting>, LedgerError> {
    let (wanted, values) = conditions(filter)?;
    let sql = format!(
        "select number, run, person, plan, earned, posted, kind, adjusts, component, minor, currency, reason, line \
         from pay_postings{wanted} order by number"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let postings = statement.query_map(params_from_iter(values), posting_in)?;
    Ok(postings.collect::<Result<_, _>>()?)
}

/// Only what is asked for becomes a condition, so that an index serves it.
fn conditions<'a>(filter: &PostingFilter<'a>) -> Result<(String, Vec<Box<dyn ToSql + 'a>>), LedgerError> {
    let mut conditions: Vec<&str> = Vec::new();
    let mut values: Vec<Box<dyn ToSql + 'a>> = Vec::new();
    let texts = [
        ("person = ?", filter.person),
        ("plan = ?", filter.plan),
        ("earned = ?", filter.earned),
        ("posted = ?", filter.posted),
        ("line = ?", filter.line),
    ];
    for (condition, value) in texts.into_iter().filter_map(|(condition, value)| Some((condition, value?))) {
        conditions.push(condition);
        values.push(Box::new(value));
    }
    if let Some(run) = filter.run {
        conditions.push("run = ?");
        values.push(Box::new(run.0));
    }
    if let Some(known_on) = filter.known_on {
        conditions.push("run in (select number from pay_runs where made_on <= ?)");
        values.push(Box::new(day(known_on, "what is asked for")?));
    }
    if let Some(by_hand) = filter.by_hand {
        conditions.push("run in (select number from pay_runs where settled = ?)");
        values.push(Box::new(!by_hand));
    }
    let wanted =
        if conditions.is_empty() { String::new() } else { format!(" where {}", conditions.join(" and ")) };
    Ok((wanted, values))
}

pub(super) fn insert(connection: &Connection, run: RunId, postings: &[Posting]) -> Result<(), LedgerError> {
    let mut statement = connection.prepare_cached(
        "insert into pay_postings
         (run, person, plan, earned, posted, kind, adjusts, component, minor, currency, reason, line)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for posting in postings {
        check(posting)?;
        statement.execute(params![
            run.0,
            posting.person,
            posting.plan,
            posting.earned,
            posting.posted,
            posting.kind.word(),
            posting.adjusts.map(PostingKind::word),
            posting.component,
            posting.amount.minor(),
            posting.amount.currency().code(),
            posting.reason,
            posting.line,
        ])?;
    }
    Ok(())
}

/// Whether a posting is within its bounds.
pub(super) fn check(posting: &Posting) -> Result<(), LedgerError> {
    word(&posting.person, "the person of a posting")?;
    word(&posting.plan, "the pay plan of a posting")?;
    word(&posting.earned, "the period in which a posting was earned")?;
    word(&posting.posted, "the period in which a posting stands")?;
    word(&posting.component, "the component of a posting")?;
    if let Some(line) = &posting.line {
        word(line, "the line of a posting")?;
    }
    note(&posting.reason, "the reason of a posting")?;
    amount(posting.amount, "the amount of a posting")?;
    match posting.adjusts {
        Some(_) if posting.kind != PostingKind::Adjustment => {
            refused(format!("a posting of the kind `{}` corrects no other", posting.kind.word()))
        }
        Some(PostingKind::Adjustment) => refused("an adjustment of an adjustment corrects what that one did"),
        _ => Ok(()),
    }
}

fn posting_in(row: &Row<'_>) -> Result<RecordedPosting, rusqlite::Error> {
    let adjusts = row.get::<_, Option<String>>(7)?;
    Ok(RecordedPosting {
        number: row.get(0)?,
        run: RunId(row.get(1)?),
        posting: Posting {
            person: row.get(2)?,
            plan: row.get(3)?,
            earned: row.get(4)?,
            posted: row.get(5)?,
            kind: kind_in(6, &row.get::<_, String>(6)?)?,
            adjusts: adjusts.map(|word| kind_in(7, &word)).transpose()?,
            component: row.get(8)?,
            amount: money_in(row, 9)?,
            reason: row.get(11)?,
            line: row.get(12)?,
        },
    })
}

pub(super) fn kind_in(column: usize, word: &str) -> Result<PostingKind, rusqlite::Error> {
    PostingKind::parse(word).ok_or_else(|| unreadable(column, format!("`{word}` is no kind of posting")))
}

#[cfg(test)]
mod tests {
    use super::super::examples::{closed_january, earning, eur, on, run};
    use super::*;
    use crate::Ledger;

    #[test]
    fn every_kind_is_kept_as_it_was_given() {
        let ledger = Ledger::in_memory().unwrap();
        let postings: Vec<Posting> = PostingKind::ALL
            .into_iter()
            .map(|kind| Posting {
                kind,
                line: None,
                reason: kind.word().into(),
                ..earning("ana", "2026-M01", -7)
            })
            .collect();
        let id = ledger.pay().record_run(&run("2026-M01", "2026-02-03", "aaaaaaaa"), &postings).unwrap();
        let kept =
            ledger.pay().postings(&PostingFilter { run: Some(id), ..PostingFilter::default() }).unwrap();
        assert_eq!(kept.into_iter().map(|kept| kept.posting).collect::<Vec<_>>(), postings);
    }

    #[test]
    fn a_filter_narrows_by_each_of_its_parts() {
        let ledger = closed_january();
        let more = [
            Posting { plan: "am".into(), line: None, ..earning("ben", "2026-M02", 5) },
            Posting { earned: "2026-M01".into(), ..earning("ana", "2026-M02", 9) },
        ];
        let id = ledger.pay().record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &more).unwrap();
        let all = PostingFilter::default();
        let found = |filter: PostingFilter<'_>| -> Vec<i64> {
            let found = ledger.pay().postings(&filter).unwrap();
            found.iter().map(|recorded| recorded.posting.amount.minor()).collect()
        };
        assert_eq!(found(all), [10_000, 5, 9]);
        assert_eq!(found(PostingFilter { person: Some("ana"), ..all }), [10_000, 9]);
        assert_eq!(found(PostingFilter { plan: Some("am"), ..all }), [5]);
        assert_eq!(found(PostingFilter { earned: Some("2026-M01"), ..all }), [10_000, 9]);
        assert_eq!(found(PostingFilter { posted: Some("2026-M02"), ..all }), [5, 9]);
        assert_eq!(found(PostingFilter { line: Some("crm/7"), ..all }), [10_000, 9]);
        assert_eq!(found(PostingFilter { run: Some(id), ..all }), [5, 9]);
        assert_eq!(found(PostingFilter { by_hand: Some(false), ..all }), [10_000]);
        assert_eq!(found(PostingFilter { person: Some("ana"), posted: Some("2026-M02"), ..all }), [9]);
        let known = |day: &str| ledger.pay().as_known_on(on(day)).unwrap().len();
        assert_eq!((known("2026-02-02"), known("2026-02-03"), known("2026-03-03")), (0, 1, 3));
    }

    #[test]
    fn sums_are_by_person_period_earned_and_currency() {
        let ledger = closed_january();
        let usd = Money::new(3, plumb_units::Currency::parse("USD").unwrap());
        let more = [
            Posting { amount: usd, ..earning("ana", "2026-M02", 0) },
            Posting { earned: "2026-M01".into(), ..earning("ana", "2026-M02", -2_500) },
        ];
        ledger.pay().record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &more).unwrap();
        let sum = |earned: &str, amount| PostingSum { person: "ana".into(), earned: earned.into(), amount };
        assert_eq!(
            ledger.pay().sums(&PostingFilter::default()).unwrap(),
            [sum("2026-M01", eur(7_500)), sum("2026-M02", usd)]
        );
    }

    #[test]
    fn a_posting_is_never_rewritten_not_even_by_one_in_its_place() {
        let ledger = closed_january();
        let values = "(1, 'ana', 'ae', '2026-M01', 'POSTED', 'earning', 'x', 1, 'EUR', '')";
        let columns = "run, person, plan, earned, posted, kind, component, minor, currency, reason";
        let attempts = [
            "update pay_postings set minor = 1".to_owned(),
            "delete from pay_postings".to_owned(),
            "update or replace pay_runs set made_on = '2020-01-01'".to_owned(),
            "delete from pay_runs".to_owned(),
            format!("insert or replace into pay_postings (number, {columns}) values (1, {}", &values[1..]),
            format!("insert into pay_postings ({columns}) values {}", values.replace("POSTED", "2026-M01")),
            "insert or replace into pay_runs values (1, '2026-M01', 1, 1, '2026-02-03', 'x', '2026-02-03', 'x', 'aa')".to_owned(),
            "insert or replace into pay_runs values (2, '2026-M01', 1, 1, '2026-02-03', 'x', '2026-02-03', 'x', 'aa')".to_owned(),
        ];
        let before = ledger.pay().postings(&PostingFilter::default()).unwrap();
        for sql in attempts {
            let sql = sql.replace("POSTED", "2026-M02");
            assert!(ledger.store.connection().execute(&sql, []).is_err(), "{sql}");
        }
        assert_eq!(ledger.pay().postings(&PostingFilter::default()).unwrap(), before);
        ledger.pay().record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &[]).unwrap();
        let late =
            format!("insert into pay_postings ({columns}) values {}", values.replace("POSTED", "2026-M02"));
        assert!(ledger.store.connection().execute(&late, []).is_err(), "a run that is over gets no more");
        let now = late.replace("(1, 'ana'", "(2, 'ana'");
        ledger.store.connection().execute(&now, []).unwrap();
    }
}
