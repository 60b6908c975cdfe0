//! Time that goes elsewhere, and two sets of numbers: the facts bear the sizes that the truth tells.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where its own sample is wrong"
)]

mod halden;

use halden::{options, sample, workspace};
use plumb_engine::{QueryLimits, Workspace};
use plumb_sample::{Sample, truth};
use plumb_units::{MILLION, Quantity};

/// What a query gives for a company, with the sample's own folder kept until then.
struct Asked {
    sample: Sample,
    workspace: Workspace,
    _folder: tempfile::TempDir,
}

impl Asked {
    fn of(sample: Sample) -> Self {
        let (folder, workspace) = workspace(&sample);
        Self { sample, workspace, _folder: folder }
    }

    fn number(&self, sql: &str) -> f64 {
        let table = self.workspace.sql(sql, &options(&self.sample), &QueryLimits::default(), |_| {}).unwrap();
        table.rows[0][0].as_f64().unwrap_or_else(|| panic!("{sql}: {:?}", table.rows))
    }

    /// What the truth tells of a rule: a share, a count, hours or minutes.
    fn told(&self, rule: &str) -> f64 {
        let planted = truth(&self.sample).into_iter().find(|planted| planted.rule == rule).unwrap();
        match planted.size {
            Quantity::Rate(rate) => rate.millionths() as f64 / MILLION as f64,
            Quantity::Count(count) => count.millionths() as f64 / MILLION as f64,
            Quantity::Duration(duration) => duration.minutes as f64,
            other => panic!("{other:?}"),
        }
    }
}

const SELLING: &str = "select sum(selling) / 540.0 / count(*) from (
    select sum(case when selling then minutes else 0 end) as selling from activities where selling is not null
    group by person, substr(started, 1, 10))";
const WAITING: &str = "select median(working_minutes(asked_at, answered_at)) from approvals a
    join plan_people p on p.id = a.answered_by where p.role = 'revenue-officer'";
const UNDERSTOOD: &str =
    "select avg(s) from (select min(score) / 1000000.0 as s from answers group by person)";
const HELD: &str = "select count(*) / 26.0 / 8 from meetings
    where rhythm like '%-monday' and rhythm <> 'stockholm-monday' and days(started, as_of()) between 0 and 181";
const DECIDED: &str =
    "select avg(decisions > 0) from meetings where rhythm like '%-monday' and rhythm <> 'stockholm-monday'";
const SPONSORED: &str =
    "select sum(a.present) from attendance a join meetings m on m.source = a.source and m.key = a.meeting
    join plan_people p on p.id = a.person where m.rhythm = 'halden-programme' and p.role = 'chief-executive'";
const PLACES: &str = "select count(distinct tool_key) from forecasts where tool is null";
const QUOTING: &str =
    "select count(distinct person) / 43.0 from tool_usage t join plan_people p on p.id = t.person
    join plan_role r on r.id = p.role where r.sells = 1 and tool = 'quoting' and minutes > 0
    and (select count(*) from tool_usage o where o.person = t.person and o.tool = t.tool) > 4";
const CREDIT_NOTES: &str =
    "select 1 - sum(c.amount) * 1.0 / (select sum(converted(net, currency, date)) from bookings
    where date >= '2025-04-01' and date < '2026-04-01') from control_totals c
    where valid_from >= '2025-04-01' and valid_until <= '2026-04-01'";
const LEFT_BEHIND: &str = "select count(*) from opportunities o join plan_people p on p.id = o.person
    where o.outcome = 'open' and days(p.valid_until, as_of()) > 300";

#[test]
fn facts_of_the_company_bear_the_sizes_that_the_truth_tells() {
    let asked = Asked::of(sample(1, false));
    for (rule, sql, by) in [
        ("P108", SELLING, 0.02),
        ("P105", WAITING, 240.0),
        ("O106", UNDERSTOOD, 0.02),
        ("K102", HELD, 0.04),
        ("K103", DECIDED, 0.06),
        ("B111", SPONSORED, 0.0),
        ("L105", PLACES, 0.0),
        ("L104", QUOTING, 0.12),
        ("D105", CREDIT_NOTES, 0.002),
    ] {
        let (found, told) = (asked.number(sql), asked.told(rule));
        assert!((found - told).abs() <= by, "{rule}: {found}, not {told}");
    }
    assert!(asked.number(LEFT_BEHIND) >= 3.0);
}

#[test]
fn facts_of_the_twin_bear_none_of_it() {
    let asked = Asked::of(sample(2, true));
    assert!(asked.number(SELLING) > 0.45);
    assert!(asked.number(WAITING.replace("revenue-officer", "region-head").as_str()) < 5.0 * 60.0);
    assert!(asked.number(UNDERSTOOD) > 0.85);
    assert!(asked.number(HELD) > 0.95 && asked.number(DECIDED) > 0.9);
    assert!(asked.number(SPONSORED) >= 10.0 && asked.number(QUOTING) > 0.9);
    assert_eq!((asked.number(PLACES), asked.number(LEFT_BEHIND)), (0.0, 0.0));
    assert!(asked.number(CREDIT_NOTES).abs() < 1e-6);
}
