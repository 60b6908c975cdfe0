//! A fixture read as a plan, with all of its problems compared.

use plumb_fixtures::Fixture;
use plumb_plan::{Plan, read};

const COMPANY: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n";

/// Reads the fixture, with a sound `plumb.toml` where it has none, and compares all problems.
pub(crate) fn check(text: &str) -> Plan {
    let fixture = Fixture::parse(text);
    let mut files = fixture.files.clone();
    if !files.iter().any(|(path, _)| path == "plumb.toml") {
        files.push(("plumb.toml".to_owned(), COMPANY.to_owned()));
    }
    let (plan, problems) = read(files);
    fixture.check(&plan.files, &problems);
    plan
}
