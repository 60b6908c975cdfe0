//! Pay plans without a workspace: files that stand alone are read and their examples run.

use plumb_diag::{Files, Problem, Severity, Span};
use plumb_plan::Plan;
use plumb_units::{Grain, Period};

use super::view::{CheckedExampleView, PayCheckView, PayPlanView};
use super::{checked, example, read};

/// What checking pay plans found.
#[derive(Clone, Debug)]
pub struct PayCheck {
    /// The texts, for showing places.
    pub files: Files,
    /// How many pay plans there are.
    pub plans: usize,
    /// Which.
    pub listed: Vec<PayPlanView>,
    /// What is wrong with the plans, in the order of files and places.
    pub problems: Vec<Problem>,
    /// The examples, by plan, then in their order.
    pub examples: Vec<ExampleView>,
}

/// One worked example after its run.
#[derive(Clone, Debug)]
pub struct ExampleView {
    /// Id of the pay plan.
    pub plan: String,
    /// Its id; `example.2` where it has none.
    pub id: String,
    /// The case in one sentence.
    pub says: String,
    /// Its place.
    pub span: Span,
    /// How many figures were compared.
    pub compared: usize,
    /// Figures that differ, and what could not be read or computed; empty: it passed.
    pub problems: Vec<Problem>,
}

impl ExampleView {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

impl PayCheck {
    /// The same as it is shown.
    pub fn view(&self) -> PayCheckView {
        let example = |example: &ExampleView| CheckedExampleView {
            plan: example.plan.clone(),
            says: if example.says.is_empty() { example.id.clone() } else { example.says.clone() },
            at: Some(super::questions::span_place(&self.files, example.span)),
            passed: example.passed(),
            otherwise: example.problems.iter().map(|problem| problem.message.clone()).collect(),
        };
        PayCheckView {
            plans: self.listed.clone(),
            findings: crate::view::problems(&self.problems, &self.files),
            examples: self.examples.iter().map(example).collect(),
        }
    }

    /// Whether the plans have no errors and all examples passed.
    pub fn passed(&self) -> bool {
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        !self.problems.iter().any(is_error) && self.examples.iter().all(ExampleView::passed)
    }
}

/// Checks pay plans that stand alone: path and text of each file.
///
/// The company is none in particular: calendar years, and the currency that the plan names, else that of its first amount.
/// Names of its roles, measures, offerings and so on stand for themselves, as if somebody had written them elsewhere.
///
/// ```
/// let text = "[pay.flat]\nroles = [\"seller\"]\n[[pay.flat.component]]\nrate = \"8 %\"\n
/// [[pay.flat.example]]\ntransaction = [{ amount = \"50 000 EUR\" }]\npaid = \"4 000 EUR\"\n";
/// let check = plumb_engine::check_pay_files(vec![("flat.toml".into(), text.into())]);
/// assert!(check.passed() && check.examples.len() == 1);
/// ```
pub fn check_files(texts: Vec<(String, String)>) -> PayCheck {
    let (plan, problems) = alone(&texts);
    let year = year(&plan);
    let (read, of_pay) = read::all(&plan, &year);
    let mut problems: Vec<Problem> = problems.into_iter().chain(of_pay).collect();
    problems.extend(checked::findings(&plan, &read, None, None, &problems));
    problems.extend(checked::unsaid_events(&plan, &read, None));
    let checked = example::check(&plan, &read);
    let shift = Shift::of(&plan);
    let mut problems: Vec<Problem> = problems.into_iter().map(|problem| shift.problem(problem)).collect();
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    let view = |checked: example::Checked| ExampleView {
        plan: checked.plan,
        id: checked.id,
        says: checked.says,
        span: shift.span(checked.span),
        compared: checked.compared,
        problems: checked.problems.into_iter().map(|problem| shift.problem(problem)).collect(),
    };
    let examples = checked.into_iter().map(view).collect();
    let listed = read.iter().map(|read| super::statement::plan_view(&read.plan)).collect();
    PayCheck { plans: read.len(), listed, problems, examples, files: shift.files }
}

const SETTINGS: &str = "plumb.toml";
const ELSEWHERE: &str = "plan/\u{1f}elsewhere.toml";

/// Reads files as the plan of a company of which nothing else is known.
fn alone(texts: &[(String, String)]) -> (Plan, Vec<Problem>) {
    let below = |(path, text): &(String, String)| (format!("plan/{path}"), text.clone());
    let mut given: Vec<(String, String)> = texts.iter().map(below).collect();
    let settings = "plumb = 1\n[company]\nname = \"any company\"\n";
    given.push((SETTINGS.to_owned(), settings.to_owned()));
    let (plan, _) = plumb_plan::read(given.clone());
    let stubs = plan.unresolved.iter().map(|(kind, id)| format!("[{kind}.{id}]\n"));
    given.push((ELSEWHERE.to_owned(), stubs.collect()));
    let (plan, mut problems) = plumb_plan::read(given);
    problems.retain(|problem| {
        let file = problem.primary.as_ref().map_or("", |label| plan.files.path(label.span.file));
        let of_company = file == SETTINGS || file == ELSEWHERE || problem.primary.is_none();
        // Roles and exchange rates are the company's, too.
        let asks_for_roles =
            problem.code == "missing-reference" && problem.message.ends_with("has no `roles`");
        !of_company && !asks_for_roles && problem.code != "unknown-currency"
    });
    (plan, problems)
}

/// The year that plans without days are checked for.
fn year(plan: &Plan) -> Period {
    let day = plumb_units::parse_date("2026-01-01");
    let period = day.and_then(|day| plan.company.calendar.period(day, Grain::Year));
    period.unwrap_or_else(|| Period {
        name: String::new(),
        from: plumb_units::Date::MIN,
        until: plumb_units::Date::MAX,
    })
}

/// The files under the paths by which they were given.
struct Shift {
    files: Files,
    ids: Vec<(plumb_diag::FileId, plumb_diag::FileId)>,
}

impl Shift {
    fn of(plan: &Plan) -> Self {
        let (mut files, mut ids) = (Files::default(), Vec::new());
        for id in plan.files.ids() {
            let path = plan.files.path(id);
            if let Some(path) = path.strip_prefix("plan/").filter(|_| path != ELSEWHERE) {
                ids.push((id, files.add(path, plan.files.text(id))));
            }
        }
        Self { files, ids }
    }

    fn span(&self, span: Span) -> Span {
        let file = self.ids.iter().find(|(old, _)| *old == span.file).map_or(span.file, |(_, new)| *new);
        Span { file, ..span }
    }

    fn problem(&self, mut problem: Problem) -> Problem {
        for label in problem.primary.iter_mut().chain(&mut problem.secondary) {
            label.span = self.span(label.span);
        }
        problem
    }
}

/// The pay plans of files that stand alone, where nothing is wrong with them: for programs that bring transactions of their own.
///
/// # Errors
/// What is wrong, one message a line.
///
/// ```
/// let text = "[pay.flat]\nroles = [\"seller\"]\ncurrency = \"EUR\"\n[[pay.flat.component]]\nrate = \"8 %\"\n";
/// let plans = plumb_engine::pay_plans_of(vec![("flat.toml".into(), text.into())])?;
/// assert_eq!(plans[0].id, "flat");
/// # Ok::<(), String>(())
/// ```
pub fn pay_plans_of(texts: Vec<(String, String)>) -> Result<Vec<plumb_pay::PayPlan>, String> {
    let (plan, problems) = alone(&texts);
    let (read, of_pay) = read::all(&plan, &year(&plan));
    let errors = problems.iter().chain(&of_pay).filter(|problem| problem.severity == Severity::Error);
    let says: Vec<String> = errors.map(|problem| problem.message.clone()).collect();
    if says.is_empty() { Ok(read.into_iter().map(|read| read.plan).collect()) } else { Err(says.join("\n")) }
}
