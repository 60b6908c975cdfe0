//! Halden Instruments, the sample company: a believable one whose faults are known, as plan text and raw exports.
//!
//! Everything is drawn from one seed and written out as text, as a company would have it: nothing here knows how Plumb
//! reads it. [`truth`] says what was planted, for tests; no other part of the product may look at it.

mod accounts;
mod activities;
mod attainment;
mod chance;
mod company;
mod course;
mod cover;
mod crm;
mod days;
mod deals;
mod delimited;
mod evidence;
mod ground;
mod habits;
mod hubspot;
mod leads;
mod left_behind;
mod names;
mod native;
mod offerings;
mod operations;
mod organisation;
mod people;
mod plan_text;
mod prices;
mod programme;
mod reef;
mod report_csv;
mod salesforce;
mod targets;
mod truth;
mod volume;
mod zoo;

use plumb_units::Date;

use company::Company;
pub use crm::Crm;
pub use native::{Change, changes_between, native};
pub use programme::{Progress, programme};
pub use reef::{REEF, reef, reef_signing};
pub use truth::{Planted, truth};
pub use zoo::{ZOO, zoo};

/// Which sample company to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// What everything is drawn from: another seed is another company of the same kind.
    pub seed: u64,
    /// Whether all that was planted is mended: the same company as it should be.
    pub aligned: bool,
    /// The day of the programme.
    pub day: Day,
}

/// A day of the programme that mends the company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Day {
    /// Before it begins.
    #[default]
    Zero,
    /// It runs since six weeks: some things are mended, some not yet.
    FortyFive,
    /// Its effects can be measured, and something has slipped back.
    Ninety,
}

/// A mandate to be signed before the review: the lock itself is written by whoever makes the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    /// Id of the objective.
    pub objective: &'static str,
    /// Id of the person who signs.
    pub by: String,
    /// The day of the signing.
    pub on: Date,
}

impl Sample {
    /// The day on which the company is looked at.
    ///
    /// ```
    /// use plumb_sample::{Day, Sample};
    /// let sample = Sample { seed: 1, aligned: false, day: Day::Zero };
    /// assert_eq!(sample.as_of().to_string(), "2026-06-01");
    /// ```
    pub fn as_of(&self) -> Date {
        match self.day {
            Day::Zero => days::TODAY,
            Day::FortyFive => days::DAY_45,
            Day::Ninety => days::DAY_90,
        }
    }
}

/// The workspace as text: `plumb.toml`, the plan and the exports, by path. The same sample gives the same bytes.
///
/// ```
/// use plumb_sample::{Day, Sample, files};
/// let files = files(&Sample { seed: 1, aligned: false, day: Day::Zero });
/// assert!(files.iter().any(|(path, _)| path == "exports/salesforce/Opportunity.csv"));
/// ```
pub fn files(sample: &Sample) -> Vec<(String, Vec<u8>)> {
    let company = Company::drawn(sample);
    let mut texts = plan_text::files(&company);
    texts.push((
        CRM.mapping.to_owned(),
        include_str!("../../../examples/mappings/salesforce-data-export.toml").to_owned(),
    ));
    texts.push((OPERATIONS.mapping.to_owned(), operations::MAPPING.to_owned()));
    texts.extend(salesforce::files(&company));
    texts.extend(operations::files(&company));
    let mut files = bytes(texts);
    files.sort();
    files
}

/// The exports of a CRM alone, by path, as it gave them on the morning of an earlier day: what had not happened yet is not
/// in them. A day after [`Sample::as_of`] is that day.
///
/// ```
/// use plumb_sample::{Crm, Day, Sample, exports};
/// let sample = Sample { seed: 1, aligned: false, day: Day::Zero };
/// let size = |day: &str| -> usize {
///     exports(&sample, Crm::Report, day.parse().unwrap()).iter().map(|(_, bytes)| bytes.len()).sum()
/// };
/// assert!(size("2026-05-01") < size("2026-06-01"));
/// ```
pub fn exports(sample: &Sample, crm: Crm, taken: Date) -> Vec<(String, Vec<u8>)> {
    let company = Company::drawn(sample).taken_on(taken);
    let mut files = match crm {
        Crm::Salesforce => bytes(salesforce::files(&company)),
        Crm::HubSpot => bytes(hubspot::files(&company)),
        Crm::Report => report_csv::files(&company),
    };
    files.sort();
    files
}

/// The plan alone, by path, with the keys of a CRM.
pub fn plan(sample: &Sample, crm: Crm) -> Vec<(String, Vec<u8>)> {
    let company = Company::drawn(sample);
    let mut files = bytes(crm.plan(&company, plan_text::files(&company)));
    files.sort();
    files
}

fn bytes(texts: Vec<(String, String)>) -> Vec<(String, Vec<u8>)> {
    texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// Exports that one mapping reads, both with their paths in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exports {
    /// The mapping.
    pub mapping: &'static str,
    /// The folder of the exports.
    pub folder: &'static str,
}

const CRM: Exports = Exports { mapping: "mappings/salesforce.toml", folder: "exports/salesforce" };
const OPERATIONS: Exports = Exports { mapping: "mappings/operations.toml", folder: "exports/operations" };

/// What is to be imported, in this order, with ordinary mappings.
pub fn imports() -> &'static [Exports] {
    &[CRM, OPERATIONS]
}

/// The mandates that the company's head signed in April, in the order of their signing.
pub fn signings(sample: &Sample) -> Vec<Signing> {
    let people = people::drawn(sample);
    let by = people.holder("ceo").map(|person| person.id.clone()).unwrap_or_default();
    let on = days::MANDATE;
    ["grow", "keep-margin", "service-share"].map(|objective| Signing { objective, by: by.clone(), on }).into()
}
