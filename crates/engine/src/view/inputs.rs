//! Which inputs would teach most: the unknown answers of rules, by the file a person knows that would answer them.

use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::{Outcome, Standing, State, Strand, Touch, concerns};

use crate::pass::Pass;
use crate::review::InputView;
use crate::view::{money, rounded};

/// Words in what a rule misses, the input that holds it as people know it, and the question of `plumb start` that asks for
/// it. The first that fits counts.
const KNOWN: &[(&str, &str, Option<&str>)] = &[
    ("quota", "quotas per person", Some("numbers")),
    ("plan: pay", "pay plan", Some("pay")),
    ("weights of pay", "pay plan", Some("pay")),
    ("control_totals", "Finance's totals", Some("last-year")),
    ("exchange rate", "exchange rates", None),
    ("answers to", "a short survey of those who sell", None),
    ("rhythm", "list of recurring meetings", Some("meetings")),
    ("meeting", "list of recurring meetings", Some("meetings")),
    ("one-to-one", "list of recurring meetings", Some("meetings")),
    ("`priority`", "offerings and segments that must grow", Some("growth")),
    ("what stands `ready`", "what stands ready for each offering", None),
    ("exit criteria", "exit criteria and chances of stages", None),
    ("of stage", "exit criteria and chances of stages", None),
    ("sell_time", "what each role controls and may do", None),
    ("discount_limit", "what each role controls and may do", None),
    ("roles control", "what each role controls and may do", None),
    ("activities", "calendars and call logs, with minutes", None),
    ("tool", "tools, and who uses them", None),
    ("typed into", "tools, and who uses them", None),
    ("system of record", "tools, and who uses them", None),
    ("process", "hand-offs between roles", None),
    ("hand-off", "hand-offs between roles", None),
    ("forecast", "forecasts as they were given", None),
    ("plan: reports", "list of reports", None),
    ("stories", "the story of each unit", None),
    ("story", "the story of each unit", None),
    ("development", "development goals", None),
    ("skill", "development goals", None),
    ("lever", "what the growth is to come from", None),
    ("assignments", "who held which ground, and when", None),
    ("plan: people", "list of people", Some("tree")),
    ("objectives that serve", "targets of units", None),
];

/// The input that holds what is missing, and the question that asks for it.
fn input_of(missing: &str) -> (String, Option<&'static str>) {
    let known = KNOWN.iter().find(|(word, ..)| missing.contains(word));
    known.map_or_else(
        || (missing.trim_start_matches("plan: ").to_owned(), None),
        |(_, input, question)| ((*input).to_owned(), *question),
    )
}

/// An unknown answer on a strand.
struct Unknown<'a> {
    outcome: &'a Outcome,
    strand: Strand,
    input: String,
}

/// Inputs that would show more: by the money of the headline mandate on lines of which they alone would show a strand that
/// is unseen now, then by the weight of what they would answer.
///
/// Where no quota is told nobody's part is known. An input that would show a strand of everybody's line then shows the
/// whole; of any other it is not known what it shows.
pub(super) fn inputs(pass: &Pass) -> Vec<InputView> {
    let mut views: BTreeMap<String, InputView> = BTreeMap::new();
    for (missing, share) in &pass.assessment.coverage.would_show {
        let (input, question) = input_of(missing);
        let view = views.entry(input.clone()).or_insert_with(|| InputView {
            input,
            question: question.map(str::to_owned),
            answers: Vec::new(),
            share: 0.0,
            money: None,
            people: 0,
        });
        view.share += share;
        view.answers.push(missing.clone());
    }
    let shown = shown(pass);
    for view in views.values_mut() {
        view.share = rounded(view.share);
        let people = shown.get(&view.input);
        view.people = people.map_or(0, BTreeSet::len);
        view.money = people.and_then(|people| {
            let headline = pass.assessment.headline.as_ref().ok()?;
            let allocation = &headline.allocation;
            let everybody = allocation.parts.keys().all(|person| people.contains(person.as_str()));
            let minor = match (allocation.not_told, everybody) {
                (_, true) => allocation.total,
                (0, false) => people.iter().filter_map(|person| allocation.parts.get(*person)).sum(),
                (_, false) => return None,
            };
            Some(money(minor, headline.currency))
        });
    }
    let mut views: Vec<InputView> = views.into_values().collect();
    let minor = |view: &InputView| view.money.as_ref().map_or(0, |money| money.minor);
    views.sort_by(|a, b| {
        minor(b).cmp(&minor(a)).then_with(|| b.share.total_cmp(&a.share)).then_with(|| a.input.cmp(&b.input))
    });
    views
}

/// By input the people of whose line to the headline mandate it alone would show a strand.
fn shown(pass: &Pass) -> BTreeMap<String, BTreeSet<&str>> {
    let mut shown: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let Ok(headline) = &pass.assessment.headline else { return shown };
    let touches: BTreeMap<&str, Touch> =
        pass.rules.iter().map(|rule| (rule.page.name.as_str(), rule.page.front.touch)).collect();
    let unknown = |outcome: &'_ Outcome| match (&outcome.state, touches.get(outcome.rule.as_str())) {
        (State::Unknown(missing), Some(Touch::Strand(strand))) if outcome.required => {
            Some((*strand, input_of(missing).0))
        }
        _ => None,
    };
    let unknowns: Vec<Unknown<'_>> = pass
        .assessment
        .outcomes
        .iter()
        .filter(|outcome| outcome.objective.as_ref().is_none_or(|objective| *objective == headline.mandate))
        .filter_map(|outcome| unknown(outcome).map(|(strand, input)| Unknown { outcome, strand, input }))
        .collect();
    let lines: BTreeMap<&str, _> = pass
        .assessment
        .lines
        .iter()
        .filter(|line| line.mandate == headline.mandate)
        .map(|line| (line.person.as_str(), line))
        .collect();
    for seller in &pass.assessment.sellers {
        let Some(line) = lines.get(seller.person.as_str()) else { continue };
        for strand in Strand::ALL {
            if line.strands.get(strand.index()).copied().flatten() != Some(Standing::Unseen) {
                continue;
            }
            let mut wanted = unknowns
                .iter()
                .filter(|unknown| unknown.strand == strand && concerns(unknown.outcome, seller))
                .map(|unknown| unknown.input.as_str());
            let Some(first) = wanted.next() else { continue };
            if wanted.all(|input| input == first) {
                shown.entry(first.to_owned()).or_default().insert(seller.person.as_str());
            }
        }
    }
    shown
}
