//! A pay plan as a letter: everything that it says, in sentences, and a hash by which exactly this text is accepted.

use std::fmt::Write as _;

use plumb_pay::component::{Component, Due, Gate, Level, Limit, Settles, Times};
use plumb_pay::credit::{Credit, To};
use plumb_pay::measure::{Measure, Quota, What};
use plumb_pay::settlement::{ClawbackMethod, DrawKind, LeavePays, Negative};
use plumb_pay::{Over, PayPlan, Predicate, RoundAt};
use plumb_plan::Plan;
use plumb_units::{Amount, Money, Rate};
use sha2::{Digest as _, Sha256};

use super::columns;
use super::questions::PayLook;
use super::statement::plan_view;
use super::view::{LetterPart, LetterView};
use super::words;
use crate::EngineError;
use crate::outlooks::{Dated, dated};
use crate::pass::Options;
use crate::workspace::Workspace;

impl Workspace {
    /// A pay plan as a letter: to one person, with the person's own terms, or as it is for everybody.
    ///
    /// # Errors
    /// A plan that there is not, a person whom it does not pay; those of [`Workspace::pay_statement`].
    pub fn pay_letter(
        &self,
        plan: &str,
        person: Option<&str>,
        options: &Options,
    ) -> Result<Dated<LetterView>, EngineError> {
        let look = self.pay_look(options, None)?;
        let plans = &look.computed.inputs.plans;
        let Some(place) = plans.iter().position(|known| known.id == plan) else {
            let known = plans.iter().map(|known| known.id.as_str());
            return Err(EngineError::unknown(format!("no pay plan is called `{plan}`"), plan, known));
        };
        if let Some(person) = person {
            let paid = look.seats(person)?;
            if paid.iter().all(|paid| paid.plan != place) {
                return Err(crate::outlooks::nothing(format!("`{plan}` does not pay `{person}`")));
            }
        }
        let letter = letter(&look, place, person);
        let letter =
            letter.ok_or_else(|| crate::outlooks::nothing(format!("no pay plan is called `{plan}`")))?;
        Ok(dated(&look.look, letter))
    }
}

fn letter(look: &PayLook, place: usize, person: Option<&str>) -> Option<LetterView> {
    let plan = look.computed.plan(place)?;
    let mut parts = parts(&look.look.texts.plan, plan);
    let who = person.and_then(|id| look.computed.inputs.people.iter().find(|who| who.id == id));
    if let Some(who) = who {
        parts.extend(own_terms(look, place, plan, &who.id));
    }
    let mut text = format!("{} {} {} {}\n", plan.id, plan.name, plan.version, person.unwrap_or_default());
    for part in &parts {
        let _ = writeln!(text, "{}\n{}", part.heading, part.sentences.join("\n"));
    }
    let mut hash = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hash, "{byte:02x}");
    }
    let version = plan.version.to_string();
    let sent =
        look.books.letters.iter().find(|sent| {
            Some(sent.person.as_str()) == person && sent.plan == plan.id && sent.version == version
        });
    Some(LetterView {
        person: person.map(str::to_owned),
        name: who.map(|who| who.name.clone()),
        plan: plan_view(plan),
        parts,
        hash,
        sent_on: sent.map(|sent| sent.sent_on.to_string()),
        accepted_on: sent.and_then(|sent| sent.accepted_on).map(|day| day.to_string()),
    })
}

fn own_terms(look: &PayLook, place: usize, plan: &PayPlan, person: &str) -> Option<LetterPart> {
    let computed = &look.computed;
    let number = computed.inputs.person(person)?;
    let money = |minor: i64| Money::new(minor, plan.currency).to_string();
    let members =
        computed.inputs.given.members.iter().filter(|member| (member.person, member.plan) == (number, place));
    let mut sentences = Vec::new();
    for member in members
        .filter(|member| member.until.is_none_or(|until| until > plan.from) && member.from < plan.until)
    {
        let mut told = Vec::new();
        told.extend(
            member.on_target.map(|amount| format!("variable pay at target {} a year", money(amount))),
        );
        told.extend(member.base.map(|amount| format!("fixed pay {} a year", money(amount))));
        told.extend(member.draw.map(|amount| format!("a draw of {} a pay period", money(amount))));
        told.extend(member.rate.map(|rate| format!("a rate of {rate}")));
        if !told.is_empty() {
            sentences.push(format!("From {}: {}.", member.from.max(plan.from), told.join(", ")));
        }
    }
    for quota in computed.inputs.given.quotas.iter().filter(|quota| quota.person == number) {
        let measure =
            plan.measures.iter().find(|measure| measure.quota == Quota::Table(quota.measure.clone()));
        if let Some(measure) = measure.filter(|_| quota.from < plan.until && quota.until > plan.from) {
            let amount = words::number(plan, measure, quota.amount);
            sentences.push(format!(
                "Quota of {}: {amount} from {} until {}.",
                measure.id, quota.from, quota.until
            ));
        }
    }
    (!sentences.is_empty()).then(|| LetterPart { heading: "For you".to_owned(), sentences })
}

fn parts(text: &Plan, plan: &PayPlan) -> Vec<LetterPart> {
    let part = |heading: &str, sentences: Vec<String>| LetterPart { heading: heading.to_owned(), sentences };
    let shown = columns::of(&columns::all(text), plan.currency);
    let condition = |predicate: &Predicate| predicate.shown(&shown);
    let mut found = vec![part("The plan", frame(text, plan))];
    found.push(part(
        "What is credited",
        plan.credits.iter().map(|credit| of_credit(plan, credit, &condition)).collect(),
    ));
    let measured: Vec<String> = plan.measures.iter().map(|measure| of_measure(plan, measure)).collect();
    if !measured.is_empty() {
        found.push(part("What is measured", measured));
    }
    for component in &plan.components {
        found.push(part(&format!("Component {}", component.id), of_component(plan, component, &condition)));
    }
    let settled = settlement(plan);
    if !settled.is_empty() {
        found.push(part("From earned to paid", settled));
    }
    let examples = text.entity("pay", &plan.id).map_or(&[][..], |pay| pay.rows("example"));
    let told: Vec<String> = examples
        .iter()
        .filter_map(|example| {
            let says = example.text("says")?;
            let amount = example.money("paid").map(|paid| format!("{paid} is paid"));
            let amount =
                amount.or_else(|| example.money("earned").map(|earned| format!("{earned} is earned")));
            Some(amount.map_or_else(|| format!("{says}."), |amount| format!("{says}: {amount}.")))
        })
        .collect();
    if !told.is_empty() {
        found.push(part("Examples", told));
    }
    found
}

fn frame(text: &Plan, plan: &PayPlan) -> Vec<String> {
    let money = |minor: i64| Money::new(minor, plan.currency).to_string();
    let roles = text.entity("pay", &plan.id).map(|pay| pay.references("roles")).unwrap_or_default();
    let roles: Vec<&str> = roles.iter().map(|role| role.value.as_str()).collect();
    let mut told = vec![
        format!("It is for {}, from {} until before {}.", roles.join(", "), plan.from, plan.until),
        format!("It pays in {} each {}.", plan.currency, every(plan.every)),
    ];
    if plan.on_target != 0 || plan.base != 0 {
        told.push(format!(
            "A full year at exactly the target pays {} beside {} of fixed pay.",
            money(plan.on_target),
            money(plan.base)
        ));
    }
    told.push(match plan.round_at {
        RoundAt::Line => "Each line is rounded to the least unit of money by itself.".to_owned(),
        RoundAt::Period => "Amounts are rounded in the sum of the pay period.".to_owned(),
    });
    told
}

fn every(over: Over) -> String {
    match over {
        Over::Transaction => "transaction".to_owned(),
        Over::Week => "week".to_owned(),
        Over::Month => "month".to_owned(),
        Over::Quarter => "quarter".to_owned(),
        Over::Half => "half year".to_owned(),
        Over::Year => "year".to_owned(),
        Over::Plan => "whole time of the plan".to_owned(),
        Over::Rolling(months) => format!("{months} months up to now"),
    }
}

fn of_credit(plan: &PayPlan, credit: &Credit, condition: &impl Fn(&Predicate) -> String) -> String {
    let events = if credit.on.is_empty() {
        "every transaction".to_owned()
    } else {
        format!("each {}", credit.on.join(", "))
    };
    let when = if credit.when == Predicate::Always {
        String::new()
    } else {
        format!(" where {}", condition(&credit.when))
    };
    let to = match &credit.to {
        To::Owner => "whose it is".to_owned(),
        To::Split { .. } => "all who share it, by their shares".to_owned(),
        To::Role(role) => format!("whoever is its {role}"),
        To::Assigned { by, .. } => format!("whoever has its {by}"),
        To::RollUp { of, levels, .. } => format!("those above, {levels} levels up, of {}", of.join(", ")),
    };
    let share = if credit.share == Rate::ONE { String::new() } else { format!("{} of ", credit.share) };
    let mut told = format!("{}: {share}{} of {events}{when} is credited to {to}.", credit.id, credit.amount);
    for (when, share) in &credit.share_when {
        let _ = write!(told, " Where {}: {share}.", condition(when));
    }
    if let Some(weight) = &credit.weight {
        let rows: Vec<String> = weight.rows.iter().map(|row| format!("{} {}", row.is, row.rate)).collect();
        let other = weight.other.map_or_else(String::new, |other| format!(", all others {other}"));
        let _ = write!(told, " Towards the quota it counts by {}: {}{other}.", weight.by, rows.join(", "));
    }
    if let Some(most) = credit.most {
        let _ = write!(told, " One transaction credits at most {}.", Money::new(most, plan.currency));
    }
    told
}

fn of_measure(plan: &PayPlan, measure: &Measure) -> String {
    let ids = |credits: &[usize]| -> String {
        let ids = credits.iter().filter_map(|credit| Some(plan.credits.get(*credit)?.id.as_str()));
        ids.collect::<Vec<_>>().join(" and ")
    };
    let what = match &measure.what {
        What::Sum(credits) => format!("the sum of {}", ids(credits)),
        What::Count(credits) => format!("the number of {}", ids(credits)),
        What::Average(credits) => format!("the mean of {}", ids(credits)),
        What::Growth(credits) => format!("the growth of {} against the time before", ids(credits)),
        What::Rank(credits) => format!("the place by {}", ids(credits)),
        What::Ratio { above, below } => format!("{} over {}", ids(above), ids(below)),
        What::Figure(name) => format!("the figure {name}"),
        What::ReportsAtQuota(name) => format!("the share of direct reports at their quota of {name}"),
    };
    let quota = match &measure.quota {
        Quota::None => String::new(),
        Quota::Table(_) => ", against the personal quota".to_owned(),
        Quota::Fixed(amount) => format!(", against {}", words::number(plan, measure, *amount)),
    };
    let ramp: Vec<String> = measure.ramp.iter().map(ToString::to_string).collect();
    let ramp = if ramp.is_empty() {
        String::new()
    } else {
        format!(" In the first months {} of it count.", ramp.join(", "))
    };
    format!("{}: {what}, over each {}{quota}.{ramp}", measure.id, every(measure.over))
}

fn level(plan: &PayPlan, measure: Option<usize>, level: Level, at: i64) -> String {
    match (level, measure.and_then(|measure| plan.measures.get(measure))) {
        (Level::Attainment, _) => Rate::from_millionths(at).to_string(),
        (Level::Value, Some(measure)) => words::number(plan, measure, at),
        (Level::Value, None) => Money::new(at, plan.currency).to_string(),
    }
}

fn of_component(
    plan: &PayPlan,
    component: &Component,
    condition: &impl Fn(&Predicate) -> String,
) -> Vec<String> {
    let limit = |limit: Limit| match limit {
        Limit::Money(amount) => Money::new(amount, plan.currency).to_string(),
        Limit::OfTarget(rate) => format!("{rate} of its target"),
    };
    let mut told = vec![
        format!("It pays {}.", words::how(plan, component)),
        format!("It starts anew each {}.", every(component.over)),
    ];
    for Gate { measure, level: of, at_least, otherwise } in &component.gates {
        let id = plan.measures.get(*measure).map_or("", |measure| measure.id.as_str());
        told.push(format!(
            "While {id} is below {}, {otherwise} of it is paid.",
            level(plan, Some(*measure), *of, *at_least)
        ));
    }
    for times in &component.times {
        told.push(match times {
            Times::When(when, rate) => format!("Where {}, {rate} of it is paid.", condition(when)),
            Times::Step { measure, level: of, points } => {
                let id = plan.measures.get(*measure).map_or("", |measure| measure.id.as_str());
                let rows: Vec<String> = points
                    .iter()
                    .map(|point| {
                        format!("{} from {}", point.pays, level(plan, Some(*measure), *of, point.at))
                    })
                    .collect();
                format!("It is multiplied by {id}: {}.", rows.join(", "))
            }
            Times::Word { figure, words } => {
                let rows: Vec<String> = words.iter().map(|(word, rate)| format!("{word} {rate}")).collect();
                format!("It is multiplied by {figure}: {}.", rows.join(", "))
            }
        });
    }
    told.extend(
        component
            .most
            .map(|most| format!("At most {} is paid in each {}.", limit(most), every(component.over))),
    );
    told.extend(
        component
            .least
            .map(|least| format!("At least {} is paid in each {}.", limit(least), every(component.over))),
    );
    if component.settles == Settles::AtEnd {
        told.push("It is earned at the end of its time.".to_owned());
    }
    for tranche in &component.tranches {
        told.push(format!("{} of it is paid {}.", tranche.share, due(&tranche.when)));
    }
    if let Some(pool) = component.pool {
        told.push(format!("All share a fund of {}.", Money::new(pool.amount, plan.currency)));
    }
    if let Some(prizes) = &component.prizes {
        let amounts: Vec<String> =
            prizes.amounts.iter().map(|amount| Money::new(*amount, plan.currency).to_string()).collect();
        told.push(format!("Prizes by rank: {}.", amounts.join(", ")));
    }
    if let (Some(from), Some(until)) = (component.from, component.until) {
        told.push(format!("It holds from {from} until before {until}."));
    }
    told
}

fn due(when: &Due) -> String {
    match when {
        Due::AtOnce => "at once".to_owned(),
        Due::Days(days) => format!("{days} days later, if the deal still stands"),
        Due::Months(months) => format!("{months} months later, if the deal still stands"),
        Due::On(event) => format!("on {event}"),
    }
}

fn settlement(plan: &PayPlan) -> Vec<String> {
    let money = |minor: i64| Money::new(minor, plan.currency).to_string();
    let rules = &plan.settlement;
    let mut told = Vec::new();
    if let Some(cap) = rules.cap {
        let limit = match cap.limit {
            Limit::Money(amount) => money(amount),
            Limit::OfTarget(rate) => format!("{rate} of variable pay at target"),
        };
        told.push(format!("All components together pay at most {limit} in each {}.", every(cap.over)));
    }
    if let Some(draw) = rules.draw {
        let kind = match draw.kind {
            DrawKind::Recoverable => "fills pay up and is taken off later pay",
            DrawKind::NonRecoverable => "fills pay up and is not taken off later",
            DrawKind::Advance => "is paid first and set against the same period",
            DrawKind::OnTop => "is paid on top and taken off later pay",
        };
        let periods =
            draw.periods.map_or_else(String::new, |periods| format!(" in the first {periods} pay periods"));
        told.push(format!("A draw of {}{periods} {kind}.", money(draw.amount)));
    }
    if let Some(guarantee) = rules.guarantee {
        told.push(format!(
            "In the first {} pay periods at least {} is paid.",
            guarantee.periods,
            money(guarantee.amount)
        ));
    }
    if let Some(hold) = &rules.hold {
        told.push(format!("{} waits and is paid {}.", hold.share, due(&hold.release)));
    }
    if let Some(clawback) = &rules.clawback {
        let method = match clawback.method {
            ClawbackMethod::OriginalRate => "what it was paid is taken back",
            ClawbackMethod::AtMargin => "it counts as a negative sale on that day",
            ClawbackMethod::Recalculate => "pay becomes as if the sale had never been",
        };
        let within = clawback.within_days.map_or_else(String::new, |days| format!(" within {days} days"));
        told.push(format!("When a sale ends by {}{within}, {method}.", clawback.on.join(", ")));
    }
    told.push(match rules.negative {
        Negative::Carry => "A pay period below zero is set against later pay.".to_owned(),
        Negative::Owe => "A pay period below zero is taken off at once.".to_owned(),
        Negative::Forgive => "A pay period below zero is forgiven.".to_owned(),
    });
    if let Some(days) = rules.leave.relief_after_days {
        told.push(format!("An absence of more than {days} days lowers the quota by the days missed."));
    }
    match rules.leave.pays {
        LeavePays::Earned => {}
        LeavePays::Target => {
            told.push("In absence at least the target is paid for the days missed.".to_owned())
        }
        LeavePays::Average(periods) => told.push(format!(
            "In absence at least the mean of {} pay periods before is paid for the days missed.",
            Amount::from_millionths(i64::from(periods).saturating_mul(plumb_units::MILLION))
        )),
    }
    told
}
