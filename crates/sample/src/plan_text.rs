//! The sample company's plan as text: what is fixed stands in `text`, what depends on the seed is written here.

mod development;
mod ground;
mod objectives;
mod organisation;
mod rhythms;
mod sales;

use crate::company::Company;
use crate::programme;

const SETTINGS: &str = include_str!("../text/plumb.toml");
const MEASURES: &str = include_str!("../text/measures.toml");
const ROLES: &str = include_str!("../text/roles.toml");
const CHANNELS: &str = include_str!("../text/channels.toml");
const VALUES: &str = include_str!("../text/values.toml");
const FIXES: &str = include_str!("../text/fixes.toml");
const PRESSURES: &str = include_str!("../text/pressures.toml");
const HOLIDAYS: &str = include_str!("../text/holidays.csv");
const SKILLS: &str = include_str!("../text/skills.toml");
const REPORTS: &str = include_str!("../text/reports.toml");
const STORIES: &str = include_str!("../text/stories.toml");

/// What a company says that does not carry what it signed.
const PLANTED: Varying = Varying {
    pay: include_str!("../text/pay.toml"),
    reports: include_str!("../text/reports-board.toml"),
    stories: include_str!("../text/stories-service.toml"),
    skills: "",
    measures: include_str!("../text/measures-two.toml"),
    processes: include_str!("../text/processes.toml"),
    levers: include_str!("../text/levers.toml"),
    wishes: include_str!("../text/objectives-wish.toml"),
    method: include_str!("../text/method.toml"),
};

/// What the same company says once it does.
const MENDED: Varying = Varying {
    pay: include_str!("../text/pay-aligned.toml"),
    reports: include_str!("../text/reports-aligned.toml"),
    stories: include_str!("../text/stories-service-aligned.toml"),
    skills: include_str!("../text/skills-aligned.toml"),
    measures: "",
    processes: include_str!("../text/processes-aligned.toml"),
    levers: include_str!("../text/levers-aligned.toml"),
    wishes: "",
    method: include_str!("../text/method-aligned.toml"),
};

struct Varying {
    pay: &'static str,
    reports: &'static str,
    stories: &'static str,
    skills: &'static str,
    measures: &'static str,
    processes: &'static str,
    levers: &'static str,
    wishes: &'static str,
    method: &'static str,
}

/// All texts of the plan, with their paths in the workspace.
pub(crate) fn files(company: &Company) -> Vec<(String, String)> {
    let varying = if company.sample.aligned { &MENDED } else { &PLANTED };
    let mended = programme::runs(&company.sample);
    let filled = |text: &str| with_people(text, company);
    let texts = [
        ("plumb.toml", SETTINGS.to_owned()),
        ("plan/measures.toml", filled(&format!("{MEASURES}{}", varying.measures))),
        ("plan/roles.toml", ROLES.to_owned()),
        ("plan/method.toml", if mended { MENDED.method } else { varying.method }.to_owned()),
        ("plan/channels.toml", CHANNELS.to_owned()),
        ("plan/processes.toml", filled(varying.processes)),
        ("plan/levers.toml", filled(varying.levers)),
        ("plan/pressures.toml", PRESSURES.to_owned()),
        ("plan/values.toml", VALUES.to_owned()),
        ("plan/holidays.csv", HOLIDAYS.to_owned()),
        ("plan/pay.toml", filled(varying.pay)),
        ("plan/reports.toml", filled(&format!("{REPORTS}{}", varying.reports))),
        ("plan/stories.toml", filled(&format!("{STORIES}{}", varying.stories))),
        ("plan/skills.toml", filled(&format!("{SKILLS}{}", varying.skills))),
        ("plan/organisation.toml", filled(&organisation::units())),
        ("plan/people.csv", organisation::people(company)),
        ("plan/capacity.csv", organisation::capacity()),
        ("plan/objectives.toml", filled(&format!("{}{}", objectives::text(company), varying.wishes))),
        ("plan/rhythms.toml", filled(&rhythms::text(company))),
        ("plan/offerings.toml", sales::offerings(company)),
        ("plan/rates.csv", sales::rates(company)),
        ("plan/territories.toml", ground::territories(company)),
        ("plan/assignments.csv", ground::assignments(company)),
        ("plan/accounts.csv", ground::accounts(company)),
        ("plan/private/quotas.csv", sales::quotas(company)),
        ("plan/private/development.toml", development::text(company)),
    ];
    let fixes = mended.then(|| ("plan/fixes.toml", filled(FIXES)));
    texts.into_iter().chain(fixes).map(|(path, text)| (path.to_owned(), text)).collect()
}

#[expect(clippy::expect_used, reason = "the texts and the posts are both ours")]
/// A text in which `"@POST"` has become the id of whoever holds the post.
fn with_people(text: &str, company: &Company) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\"@") {
        let (post, beyond) = after.split_once('"').unwrap_or((after, ""));
        let holder = company.people.holder(post).expect("the texts name posts that somebody holds");
        filled.push_str(before);
        filled.push_str(&format!("\"{}\"", holder.id));
        rest = beyond;
    }
    filled + rest
}
