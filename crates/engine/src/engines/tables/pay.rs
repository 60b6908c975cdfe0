//! Pay, as rows of the catalogue's tables: results by period, postings, disputes, letters.

use plumb_catalog::Filled;
use plumb_pay::measure::Quota;
use plumb_plan::Plan;
use plumb_store::Cell;
use plumb_units::{Currency, MILLION};

use super::filled;
use crate::pay::analysis::Analysis;
use crate::pay::books::Books;
use crate::pay::computed::Computed;
use crate::pay::cost::Costed;

/// Every table of pay that runs and the ledger fill.
pub(in crate::engines) fn of(
    computed: Option<&Computed>,
    plan: &Plan,
    books: &Books,
    threads: usize,
) -> Vec<Filled> {
    let mut filled = vec![results(computed), postings(books), disputes(books), acceptances(books)];
    if let Some(computed) = computed {
        filled.extend(analysed(computed, &Analysis::of(computed, plan, threads)));
    }
    filled
}

/// What plans pay for.
fn analysed(computed: &Computed, found: &Analysis) -> Vec<Filled> {
    let id = |plan: usize| Cell::from(computed.plan(plan).map(|plan| plan.id.clone()));
    let in_plan = |minor: i64, plan: usize| match computed.plan(plan) {
        Some(plan) => Cell::from(millionths(minor, plan.currency)),
        None => Cell::Null,
    };
    let points = found.points.iter().filter_map(|point| {
        let plan = computed.plan(point.plan)?;
        let jump_share = (plan.on_target > 0).then(|| point.jump as f64 / plan.on_target as f64);
        Some(vec![
            id(point.plan),
            plan.components.get(point.component).map(|component| component.id.clone()).into(),
            super::count(point.component + 1),
            point.kind.into(),
            super::real(point.attainment),
            point.amount.map(|amount| millionths(amount, plan.currency)).into(),
            super::real(Some(point.before)),
            super::real(Some(point.after)),
            in_plan(point.jump, point.plan),
            super::real(jump_share),
        ])
    });
    let curve = found.curve.iter().map(|sample| {
        let real = |value: f64| super::real(Some(value));
        vec![
            id(sample.plan),
            Cell::Null,
            real(sample.attainment),
            real(sample.paid_share),
            real(sample.slope),
        ]
    });
    let slopes = found.slopes.iter().map(|slope| {
        vec![
            id(slope.plan),
            slope.role.as_str().into(),
            slope.person.map(|person| computed.id(person).to_owned()).into(),
            slope.offering.as_str().into(),
            slope.segment.clone().into(),
            slope.day.to_string().into(),
            super::real(Some(slope.now)),
            super::real(Some(slope.year)),
            super::real(Some(slope.cash)),
        ]
    });
    let mix = found.mix.iter().map(|mix| {
        vec![
            mix.objective.as_str().into(),
            mix.plan.map_or(Cell::Null, id),
            super::real(mix.weight),
            super::real(Some(mix.pay_share)),
            super::real(mix.value),
            super::real(mix.price),
        ]
    });
    let inversions = found.inversions.iter().map(|of| {
        vec![
            of.more.as_str().into(),
            of.less.as_str().into(),
            super::real(Some(of.value_ratio)),
            super::real(Some(of.pay_ratio)),
            in_plan(of.amount, 0),
            of.day.to_string().as_str().into(),
        ]
    });
    let dead = found.dead.iter().map(|dead| {
        let money = |minor: i64| in_plan(minor, dead.plan);
        let whole = |many: u32| Cell::from(i64::from(many));
        vec![
            id(dead.plan),
            dead.period.as_str().into(),
            dead.end.to_string().into(),
            whole(dead.people),
            whole(dead.earns_nothing),
            whole(dead.paid_nothing),
            money(dead.money),
            money(dead.money_earns_nothing),
            money(dead.money_paid_nothing),
            computed.plan(dead.plan).map(|plan| plan.currency.code().to_owned()).into(),
        ]
    });
    let timing = found.timing.iter().map(|moved| {
        vec![
            id(moved.plan),
            computed.id(moved.person).into(),
            moved.period.as_str().into(),
            in_plan(moved.gain, moved.plan),
            if moved.later { "later" } else { "earlier" }.into(),
        ]
    });
    vec![
        filled(
            "pay_shapes",
            &[
                "pay",
                "component",
                "position",
                "kind",
                "attainment",
                "at_amount",
                "before",
                "after",
                "jump",
                "jump_share",
            ],
            points.collect(),
        ),
        filled("pay_curve", &["pay", "component", "attainment", "paid_share", "slope"], curve.collect()),
        filled(
            "pay_slopes",
            &["pay", "role", "person", "offering", "segment", "on_day", "now", "year", "cash"],
            slopes.collect(),
        ),
        filled("pay_mix", &["objective", "pay", "weight", "pay_share", "value", "price"], mix.collect()),
        filled(
            "pay_inversions",
            &["more", "less", "value_ratio", "pay_ratio", "amount", "on_day"],
            inversions.collect(),
        ),
        filled("pay_timing", &["pay", "person", "period", "gain", "direction"], timing.collect()),
        filled(
            "pay_dead",
            &[
                "pay",
                "period",
                "end_on",
                "people",
                "earns_nothing",
                "paid_nothing",
                "money",
                "money_earns_nothing",
                "money_paid_nothing",
                "currency",
            ],
            dead.collect(),
        ),
    ]
}

/// What variable pay is likely to cost in the fiscal year.
pub(in crate::engines) fn cost(cost: Option<&Costed>) -> Filled {
    let rows = cost.map(|of| {
        let amount = |minor: i64| Cell::from(millionths(minor, of.currency));
        vec![
            of.year.as_str().into(),
            amount(of.earned.p10),
            amount(of.earned.p50),
            amount(of.earned.p90),
            amount(of.earned.mean),
            amount(of.target),
            super::real(of.share_p50),
            super::count(of.paths),
        ]
    });
    let columns = ["period", "p10", "p50", "p90", "mean", "target", "share_p50", "paths"];
    filled("pay_cost", &columns, rows.into_iter().collect())
}

/// Millionths of minor units.
fn millionths(minor: i64, currency: Currency) -> i64 {
    let scale = 10_i64
        .checked_pow(currency.minor_digits())
        .filter(|scale| *scale <= MILLION)
        .map_or(1, |scale| MILLION / scale);
    minor.saturating_mul(scale)
}

fn results(computed: Option<&Computed>) -> Filled {
    let columns = [
        "person",
        "pay",
        "role",
        "period",
        "valid_from",
        "valid_until",
        "currency",
        "target",
        "earned",
        "paid",
        "held",
        "balance",
        "attainment",
        "credited",
    ];
    let mut rows = Vec::new();
    let Some(computed) = computed else { return filled("pay_results", &columns, rows) };
    let inputs = &computed.inputs;
    let mut wanted = Vec::new();
    for paid in &computed.run.paid {
        let members: Vec<_> = inputs
            .given
            .members
            .iter()
            .filter(|member| (member.person, member.plan) == (paid.person, paid.plan))
            .collect();
        let periods =
            computed.periods.get(paid.plan).into_iter().flatten().enumerate().take(computed.begun(paid.plan));
        for (place, period) in periods {
            let member = members.iter().rev().find(|member| {
                member.from < period.until && member.until.is_none_or(|until| period.from < until)
            });
            if let Some(member) = member {
                let last = period.until.yesterday().unwrap_or(period.from).min(computed.as_of());
                wanted.push((paid, place, period, *member, (paid.person, paid.plan, last)));
            }
        }
    }
    let asked: Vec<_> = wanted.iter().map(|(.., asked)| *asked).collect();
    let standings = computed.run.standings(&inputs.plans, &inputs.events, &inputs.given, &asked);
    for ((paid, place, period, member, _), standings) in wanted.into_iter().zip(standings) {
        let (Some(plan), Some(of)) = (computed.plan(paid.plan), paid.periods.get(place)) else { continue };
        let amount = |minor: i64| Cell::from(millionths(minor, plan.currency));
        let earned = of.earned.iter().fold(0_i64, |sum, earned| sum.saturating_add(*earned));
        let target = crate::pay::target(computed, plan, member, period);
        let followed = plan.measures.iter().position(|measure| measure.quota != Quota::None).unwrap_or(0);
        let credits =
            plan.measures.get(followed).map(|measure| credits_of(&measure.what)).unwrap_or_default();
        let credited = computed.run.credited(paid.person, paid.plan).into_iter().filter(|credited| {
            credits.contains(&credited.credit) && period.from <= credited.day && credited.day < period.until
        });
        let credited = credited.fold(0_i64, |sum, credited| sum.saturating_add(credited.amount));
        let attainment = standings
            .iter()
            .find(|standing| standing.measure == followed)
            .and_then(|standing| standing.attainment);
        rows.push(vec![
            computed.id(paid.person).into(),
            plan.id.as_str().into(),
            member.role.as_str().into(),
            period.name.as_str().into(),
            period.from.to_string().into(),
            period.until.to_string().into(),
            plan.currency.code().into(),
            amount(target),
            amount(earned),
            amount(of.paid),
            amount(of.held),
            amount(of.balance),
            super::real(attainment.map(|share| share.to_f64() / MILLION as f64)),
            amount(credited),
        ]);
    }
    filled("pay_results", &columns, rows)
}

/// The credits that a measure is made of.
fn credits_of(what: &plumb_pay::measure::What) -> Vec<usize> {
    use plumb_pay::measure::What;
    match what {
        What::Sum(credits)
        | What::Count(credits)
        | What::Average(credits)
        | What::Growth(credits)
        | What::Rank(credits) => credits.clone(),
        What::Ratio { above, .. } => above.clone(),
        What::Figure(_) | What::ReportsAtQuota(_) => Vec::new(),
    }
}

fn postings(books: &Books) -> Filled {
    let columns = ["person", "pay", "period", "posted_in", "posted_on", "kind", "amount", "reason", "run"];
    let made_on = |run: plumb_ledger::RunId| {
        books.runs.iter().find(|known| known.id == run).map(|run| run.made_on.to_string())
    };
    let rows = books.postings.iter().map(|recorded| {
        let posting = &recorded.posting;
        vec![
            posting.person.as_str().into(),
            posting.plan.as_str().into(),
            posting.earned.as_str().into(),
            posting.posted.as_str().into(),
            made_on(recorded.run).into(),
            posting.kind.word().into(),
            millionths(posting.amount.minor(), posting.amount.currency()).into(),
            posting.reason.as_str().into(),
            recorded.run.to_string().into(),
        ]
    });
    filled("pay_postings", &columns, rows.collect())
}

fn disputes(books: &Books) -> Filled {
    let columns = ["id", "person", "period", "line", "opened_on", "answered_on", "state", "amount"];
    let rows = books.disputes.iter().map(|dispute| {
        vec![
            dispute.number.to_string().into(),
            dispute.person.as_str().into(),
            dispute.period.as_str().into(),
            dispute.line.clone().into(),
            dispute.opened_on.to_string().into(),
            dispute.answers.first().map(|answer| answer.answered_on.to_string()).into(),
            dispute.state().word().into(),
            dispute.claimed.map(|claimed| millionths(claimed.minor(), claimed.currency())).into(),
        ]
    });
    filled("pay_disputes", &columns, rows.collect())
}

fn acceptances(books: &Books) -> Filled {
    let columns = ["person", "pay", "version", "sent_on", "accepted_on"];
    let rows = books.letters.iter().map(|letter| {
        vec![
            letter.person.as_str().into(),
            letter.plan.as_str().into(),
            letter.version.as_str().into(),
            letter.sent_on.to_string().into(),
            letter.accepted_on.map(|day| day.to_string()).into(),
        ]
    });
    filled("pay_acceptances", &columns, rows.collect())
}
