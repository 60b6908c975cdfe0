//! Whatever is run, given by hand and closed, in whatever order: closed periods stay, and what is posted sums to the last figures.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use plumb_ledger::{
    Closing, Ledger, LedgerError, NewRun, Posting, PostingFilter, PostingKind, RecordedPosting, Settlement,
};
use plumb_units::{Currency, Date, Money};
use proptest::prelude::*;

const PERIODS: [&str; 4] = ["2026-M01", "2026-M02", "2026-M03", "2026-M04"];
const PEOPLE: [&str; 3] = ["ana", "ben", "cem"];
const KINDS: [PostingKind; 4] =
    [PostingKind::Earning, PostingKind::Hold, PostingKind::Release, PostingKind::Clawback];

/// One figure: whose, of which covered period, what kind, how many periods later it is posted, how much.
type Figure = (usize, usize, usize, usize, i64);

#[derive(Clone, Debug)]
enum Deed {
    /// A computation up to a period, over that and so many periods before, made so many days after the last run.
    Settle { period: usize, back: usize, days: i64, figures: Vec<Figure> },
    /// Postings that somebody gives.
    Give { period: usize, person: usize, earned: usize, minor: i64 },
    /// A period is closed with its newest run.
    Close { period: usize },
}

fn figures() -> impl Strategy<Value = Vec<Figure>> {
    let figure = (0..PEOPLE.len(), 0..PERIODS.len(), 0..KINDS.len(), 0..3_usize, -500_i64..500);
    prop::collection::vec(figure, 0..8)
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (0..PERIODS.len(), 0..PERIODS.len(), 0..3_i64, figures())
            .prop_map(|(period, back, days, figures)| Deed::Settle { period, back, days, figures }),
        2 => (0..PERIODS.len(), 0..PEOPLE.len(), 0..PERIODS.len(), -500_i64..500)
            .prop_map(|(period, person, earned, minor)| Deed::Give { period, person, earned, minor }),
        2 => (0..PERIODS.len()).prop_map(|period| Deed::Close { period }),
    ]
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

fn posting(person: usize, earned: usize, posted: usize, kind: PostingKind, minor: i64) -> Posting {
    Posting {
        person: PEOPLE[person].into(),
        plan: "ae".into(),
        earned: PERIODS[earned].into(),
        posted: PERIODS[posted].into(),
        kind,
        adjusts: None,
        component: "new business".into(),
        amount: eur(minor),
        reason: String::new(),
        line: None,
    }
}

type Sums = BTreeMap<(String, String), i64>;

/// The sums that are not zero.
fn sums(ledger: &Ledger, filter: &PostingFilter<'_>) -> Sums {
    let sums = ledger.pay().sums(filter).unwrap().into_iter();
    sums.map(|sum| ((sum.person, sum.earned), sum.amount.minor())).filter(|(_, minor)| *minor != 0).collect()
}

fn posted_in(ledger: &Ledger, period: &str) -> Vec<RecordedPosting> {
    ledger.pay().postings(&PostingFilter { posted: Some(period), ..PostingFilter::default() }).unwrap()
}

/// What the ledger has to say, kept beside it.
struct Expected {
    day: Date,
    made: usize,
    settled: Sums,
    given: Sums,
    closed: BTreeMap<usize, Vec<RecordedPosting>>,
    known: BTreeMap<Date, Vec<RecordedPosting>>,
}

impl Expected {
    /// The first period that is open.
    fn open(&self) -> Option<usize> {
        (0..PERIODS.len()).find(|period| !self.closed.contains_key(period))
    }

    fn settle(&mut self, ledger: &Ledger, period: usize, back: usize, given: &[Figure]) {
        let covered: Vec<usize> = (period.saturating_sub(back)..=period).collect();
        let covers: Vec<&str> = covered.iter().map(|one| PERIODS[*one]).collect();
        let figure = |(person, earned, kind, later, minor): &Figure| {
            let earned = covered[earned % covered.len()];
            posting(*person, earned, (earned + later).min(PERIODS.len() - 1), KINDS[*kind], *minor)
        };
        let figures: Vec<Posting> = given.iter().map(figure).collect();
        let post_in = self.open().unwrap_or(0);
        let hash = format!("{:08x}", self.made);
        let run = NewRun {
            period: PERIODS[period],
            made_on: self.day,
            made_by: "revops",
            as_of: self.day,
            reason: "worked out again",
            input_hash: &hash,
        };
        let settlement = Settlement { covers: &covers, post_in: PERIODS[post_in], figures: &figures };
        let mut wanted = self.settled.clone();
        wanted.retain(|(_, earned), _| !covers.contains(&earned.as_str()));
        for figure in &figures {
            *wanted.entry((figure.person.clone(), figure.earned.clone())).or_insert(0) +=
                figure.amount.minor();
        }
        wanted.retain(|_, minor| *minor != 0);
        match ledger.pay().settle(&run, &settlement) {
            Ok(id) => {
                self.settled = wanted;
                let again = ledger.pay().settle(&run, &settlement).unwrap();
                assert_eq!(again, id, "the same once more is the same run");
            }
            Err(LedgerError::PeriodClosed { .. }) => {
                assert_eq!(self.open(), None, "there was an open period")
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn give(&mut self, ledger: &Ledger, period: usize, person: usize, earned: usize, minor: i64) {
        let hash = format!("{:08x}", self.made);
        let run = NewRun {
            period: PERIODS[period],
            made_on: self.day,
            made_by: "boss",
            as_of: self.day,
            reason: "well done",
            input_hash: &hash,
        };
        let bonus = posting(person, earned, period, PostingKind::Bonus, minor);
        match ledger.pay().record_run(&run, &[bonus]) {
            Ok(_) => {
                assert!(!self.closed.contains_key(&period));
                *self.given.entry((PEOPLE[person].into(), PERIODS[earned].into())).or_insert(0) += minor;
                self.given.retain(|_, minor| *minor != 0);
            }
            Err(LedgerError::PeriodClosed { period: told }) => {
                assert_eq!(told, PERIODS[period]);
                assert!(self.closed.contains_key(&period));
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn close(&mut self, ledger: &Ledger, period: usize) {
        let Some(run) = ledger.pay().newest_run(PERIODS[period]).unwrap() else { return };
        let closing = Closing { period: PERIODS[period], closed_on: self.day, closed_by: "cfo", run: run.id };
        let closed = ledger.pay().close(&closing);
        assert_eq!(closed.is_ok(), !self.closed.contains_key(&period), "{closed:?}");
        let now = posted_in(ledger, PERIODS[period]);
        self.closed.entry(period).or_insert(now);
    }

    fn check(&self, ledger: &Ledger) {
        for (period, then) in &self.closed {
            assert_eq!(&posted_in(ledger, PERIODS[*period]), then, "{}", PERIODS[*period]);
        }
        let of = |by_hand| PostingFilter { by_hand: Some(by_hand), ..PostingFilter::default() };
        assert_eq!(sums(ledger, &of(false)), self.settled);
        assert_eq!(sums(ledger, &of(true)), self.given);
        for (day, then) in self.known.range(..self.day) {
            assert_eq!(&ledger.pay().as_known_on(*day).unwrap(), then, "{day}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn closed_periods_stay_and_what_is_posted_sums_to_the_last_figures(deeds in prop::collection::vec(deed(), 1..14)) {
        let ledger = Ledger::in_memory().unwrap();
        let mut expected = Expected {
            day: plumb_units::parse_date("2026-05-01").unwrap(),
            made: 0,
            settled: Sums::new(),
            given: Sums::new(),
            closed: BTreeMap::new(),
            known: BTreeMap::new(),
        };
        for deed in &deeds {
            expected.made += 1;
            match deed {
                Deed::Settle { period, back, days, figures } => {
                    for _ in 0..*days {
                        expected.day = expected.day.tomorrow().unwrap();
                    }
                    expected.settle(&ledger, *period, *back, figures);
                }
                Deed::Give { period, person, earned, minor } => {
                    expected.give(&ledger, *period, *person, *earned, *minor);
                }
                Deed::Close { period } => expected.close(&ledger, *period),
            }
            expected.known.insert(expected.day, ledger.pay().as_known_on(expected.day).unwrap());
            expected.check(&ledger);
        }
    }
}

#[test]
fn a_ledger_of_the_version_before_gets_the_records_of_pay_and_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(plumb_ledger::FILE);
    let mut ledger = Ledger::open_or_create(folder.path()).unwrap();
    ledger.propose("a change", &[], "ana", "2026-02-01T08:00:00Z").unwrap();
    drop(ledger);
    // As the version before left it: without the tables of pay.
    let store = plumb_store::Store::open(&path, &plumb_ledger::migrations()).unwrap();
    let tables = "select name from sqlite_schema where type = 'table' and name like 'pay\\_%' escape '\\'";
    let tables = store.query(tables, &[]).unwrap().rows;
    assert_eq!(tables.len(), 8);
    store.connection().execute_batch("pragma foreign_keys = off").unwrap();
    for table in tables {
        store.connection().execute_batch(&format!("drop table {}", table[0])).unwrap();
    }
    store.connection().execute_batch("pragma user_version = 3").unwrap();
    drop(store);
    let ledger = Ledger::open_or_create(folder.path()).unwrap();
    assert_eq!(ledger.changes().unwrap().len(), 1);
    assert_eq!(ledger.pay().runs().unwrap(), []);
    assert!(folder.path().join("ledger.db.v3").exists());
}
