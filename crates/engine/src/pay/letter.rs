//! A pay plan as a letter to somebody, and a hash by which exactly this text is accepted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plumb_pay::PayPlan;
use plumb_pay::letter::{Named, Reader, Section};
use plumb_pay::measure::Quota;
use plumb_plan::Plan;
use sha2::{Digest as _, Sha256};

use super::columns;
use super::questions::PayLook;
use super::statement::plan_view;
use super::view::{LetterPart, LetterView};
use crate::EngineError;
use crate::outlooks::{Dated, dated, nothing};
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
            let says = format!(
                "no pay plan is called `{plan}`; a person's statement needs a pay period beside the person"
            );
            return Err(EngineError::unknown(says, plan, known));
        };
        if let Some(person) = person
            && look.seats(person)?.iter().all(|paid| paid.plan != place)
        {
            return Err(nothing(format!("`{plan}` does not pay `{person}`")));
        }
        let letter = letter(&look, place, person);
        let letter = letter.ok_or_else(|| nothing(format!("no pay plan is called `{plan}`")))?;
        Ok(dated(&look.look, letter))
    }
}

fn letter(look: &PayLook, place: usize, person: Option<&str>) -> Option<LetterView> {
    let plan = look.computed.plan(place)?;
    let text = &look.look.texts.plan;
    let kinds = columns::all(text);
    let shown = columns::of(&kinds, plan.currency);
    let known = names(text);
    let names = move |named: Named<'_>| called(&known, named);
    let roles = roles(text, plan);
    let who = person.and_then(|id| look.computed.inputs.people.iter().find(|who| who.id == id));
    let number = person.and_then(|id| look.computed.inputs.person(id));
    let given = &look.computed.inputs.given;
    // The terms of the last day that the plan and the membership share.
    let member = given
        .members
        .iter()
        .rfind(|member| Some(member.person) == number && member.plan == place && member.from < plan.until);
    let quotas: Vec<(String, i64)> =
        plan.measures.iter().filter_map(|measure| quota(look, plan, measure, member?)).collect();
    let reader = Reader {
        name: who.map(|who| who.name.as_str()),
        company: Some(text.company.name.as_str()).filter(|name| !name.is_empty()),
        roles: &roles,
        from: member.map(|member| member.from),
        on_target: member.and_then(|member| member.on_target),
        base: member.and_then(|member| member.base),
        draw: member.and_then(|member| member.draw),
        rate: member.and_then(|member| member.rate),
        quotas: &quotas,
        columns: Some(&shown),
        names: Some(&names),
    };
    let letter = plumb_pay::letter::letter(plan, &reader);
    let greeting = LetterPart {
        heading: letter.title.clone(),
        sentences: letter.greeting.clone(),
        ..LetterPart::default()
    };
    let signatures =
        LetterPart { heading: String::new(), sentences: letter.signatures.clone(), ..LetterPart::default() };
    let sections = letter.sections.iter().map(part);
    let version = plan.version.to_string();
    let sent =
        look.books.letters.iter().find(|sent| {
            Some(sent.person.as_str()) == person && sent.plan == plan.id && sent.version == version
        });
    Some(LetterView {
        person: person.map(str::to_owned),
        name: who.map(|who| who.name.clone()),
        plan: plan_view(plan),
        hash: hash(&letter.to_string()),
        parts: std::iter::once(greeting).chain(sections).chain([signatures]).collect(),
        sent_on: sent.map(|sent| sent.sent_on.to_string()),
        accepted_on: sent.and_then(|sent| sent.accepted_on).map(|day| day.to_string()),
    })
}

fn part(section: &Section) -> LetterPart {
    let table = section.table.clone().unwrap_or_default();
    LetterPart {
        heading: section.heading.clone(),
        sentences: section.paragraphs.clone(),
        head: table.head,
        rows: table.rows,
    }
}

/// The quota of a person for the first window of a measure that the person is there for.
fn quota(
    look: &PayLook,
    plan: &PayPlan,
    measure: &plumb_pay::Measure,
    member: &plumb_pay::given::Member,
) -> Option<(String, i64)> {
    if !matches!(measure.quota, Quota::Table(_)) {
        return None;
    }
    let given = &look.computed.inputs.given;
    let windows = plumb_pay::periods::windows(&given.calendar, measure.over, plan.from, plan.until);
    let window = windows.iter().find(|window| member.from < window.until)?;
    Some((measure.id.clone(), plumb_pay::quota::quota(plan, measure, member, given, window)?))
}

fn roles(text: &Plan, plan: &PayPlan) -> Vec<String> {
    let roles = text.entity("pay", &plan.id).map(|pay| pay.references("roles")).unwrap_or_default();
    let name = |id: &str| text.entity("role", id).and_then(|role| role.text("name")).unwrap_or(id).to_owned();
    roles.iter().map(|role| name(role.value.as_str())).collect()
}

/// What a thing of a letter is called; what counts as a company's ratio, above and below the line, goes by the ratio's name.
fn called(known: &BTreeMap<(String, String), String>, named: Named<'_>) -> Option<String> {
    let of = |kind: &str, id: &str| known.get(&(kind.to_owned(), id.to_owned())).cloned();
    if let Named::Definition(id) = named {
        return of("says of a measure", side(id).0);
    }
    if let Named::Column(id) | Named::Credit(id) = named {
        let (measure, place) = side(id);
        let name = of("measure", measure).unwrap_or_else(|| measure.replace('-', " "));
        return (!place.is_empty() || known.contains_key(&("measure".to_owned(), id.to_owned())))
            .then(|| format!("{name}{place}"));
    }
    of(kind(named)?, named.id())
}

/// The measure that a column counts, and which side of a ratio it is.
fn side(column: &str) -> (&str, &'static str) {
    match column.rsplit_once('.') {
        Some((measure, "above")) => (measure, " (the part)"),
        Some((measure, "below")) => (measure, " (the whole)"),
        _ => (column, ""),
    }
}

/// The kind of plan entry that a thing of a letter is.
fn kind<'a>(named: Named<'a>) -> Option<&'a str> {
    match named {
        Named::Objective(_) => Some("objective"),
        Named::Value(column @ ("offering" | "segment" | "channel" | "territory" | "unit" | "account"), _) => {
            Some(column)
        }
        Named::Figure(_) => Some("measure"),
        _ => None,
    }
}

/// What the plan calls its entries, by kind and id.
fn names(text: &Plan) -> BTreeMap<(String, String), String> {
    let named = text.all().filter_map(|entity| {
        Some(((entity.kind.to_owned(), entity.id.to_string()), entity.text("name")?.to_owned()))
    });
    let defined = text.of_kind("measure").filter_map(|measure| {
        Some((("says of a measure".to_owned(), measure.id.to_string()), measure.text("says")?.to_owned()))
    });
    named.chain(defined).collect()
}

fn hash(text: &str) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_a_ratio_go_by_its_name() {
        let known = BTreeMap::from([(
            ("measure".to_owned(), "service-share".to_owned()),
            "Service share".to_owned(),
        )]);
        let name = |id| called(&known, Named::Column(id));
        assert_eq!(name("service-share.above").as_deref(), Some("Service share (the part)"));
        assert_eq!(called(&known, Named::Credit("win-rate.below")).as_deref(), Some("win rate (the whole)"));
        assert_eq!(name("net"), None);
        assert_eq!(side("service-share.above").0, "service-share");
    }
}
