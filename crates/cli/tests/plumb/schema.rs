//! What is printed as JSON is what the schemas say.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::workspace::Workspace;

/// The schemas by file name, and as much of JSON Schema as they use.
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    fn read() -> Self {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema");
        let file =
            |name: &str| serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap();
        let names = [
            "allocation",
            "change",
            "change-done",
            "changes",
            "check",
            "gap",
            "growth",
            "history",
            "look-back",
            "outlook",
            "pay",
            "pay-analyse",
            "pay-check",
            "pay-close",
            "pay-diff",
            "pay-explain",
            "pay-file",
            "pay-letter",
            "pay-run",
            "pay-statements",
            "reconcile",
            "review",
            "solution",
            "table",
        ]
        .map(|name| format!("{name}.schema.json"));
        Self(names.into_iter().map(|name| (name.clone(), file(&name))).collect())
    }

    fn check(&self, file: &str, value: &Value) {
        let mut complaints = Vec::new();
        self.look(file, &self.0[file], value, "$", &mut complaints);
        assert!(complaints.is_empty(), "{file}\n{}", complaints.join("\n"));
    }

    fn look(&self, file: &str, schema: &Value, value: &Value, path: &str, complaints: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let (other, pointer) = reference.split_once('#').unwrap_or((reference, ""));
            let other = if other.is_empty() { file } else { other };
            let target = self.0[other]
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{file}: `{reference}` leads nowhere"));
            return self.look(other, target, value, path, complaints);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let fits = |choice: &Value| {
                let mut wrong = Vec::new();
                self.look(file, choice, value, path, &mut wrong);
                wrong.is_empty()
            };
            if !choices.iter().any(fits) {
                complaints.push(format!("{path}: fits none of its choices: {value}"));
            }
            return;
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        if !types.iter().any(|expected| is(value, expected)) {
            complaints.push(format!("{path}: is no {types:?}: {value}"));
        }
        if let (Some(words), Some(word)) = (schema["enum"].as_array(), value.as_str())
            && !words.iter().any(|known| known == word)
        {
            complaints.push(format!("{path}: `{word}` is not among {words:?}"));
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.look(file, &schema["items"], item, &format!("{path}[{index}]"), complaints);
        }
        let Some(fields) = value.as_object() else { return };
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                complaints.push(format!("{path}: `{name}` is missing"));
            }
        }
        for (name, field) in fields {
            let path = format!("{path}.{name}");
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false) | Value::Null) => {
                    complaints.push(format!("{path}: is not in the schema"))
                }
                (Value::Null, other) => self.look(file, other, field, &path, complaints),
                (known, _) => self.look(file, known, field, &path, complaints),
            }
        }
    }
}

fn is(value: &Value, expected: &str) -> bool {
    match expected {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn what_is_printed_is_what_the_schemas_say() {
    let schemas = Schemas::read();
    let workspace = Workspace::imported();
    // A broken text, so that problems are looked at too.
    workspace.write("plan/values.toml", "[value.calm]\nsays = 1\n");
    schemas.check("check.schema.json", &workspace.json(&["check"]));
    schemas.check("review.schema.json", &workspace.json(&["review"]));
    let gap = workspace.json(&["explain", &workspace.first_gap()]);
    schemas.check("gap.schema.json", &gap["gap"]);
    schemas.check(
        "table.schema.json",
        &workspace.json(&["sql", "select key, share(1, 3) as third, null as absent from people"]),
    );
    schemas.check("table.schema.json", &workspace.json(&["measure", "net-revenue", "--by", "quarter"]));
    schemas.check("reconcile.schema.json", &workspace.json(&["reconcile"]));
    schemas.check("reconcile.schema.json", &Workspace::closed_by_finance("1000").json(&["reconcile"]));
    schemas.check("review.schema.json", &Workspace::planned().json(&["review", "--as-of", "2026-01-31"]));
}

#[test]
fn changes_are_printed_as_the_schemas_say() {
    let schemas = Schemas::read();
    let workspace = Workspace::imported();
    workspace.run(&["change", "propose", "--from-files", "--by", "karin"]);
    let quotas =
        workspace.read("plan/private/quotas.csv").replace("2 250 000 EUR,2024", "2 150 000 EUR,2024");
    workspace.write("plan/private/quotas.csv", &quotas);
    // Broken, so that problems are looked at too.
    workspace.write("plan/values.toml", "[value.calm]\nsays = 1\n");
    let by = ["--by", "karin"];
    let done = workspace.json(&[&["change", "propose", "--from-files"][..], &by].concat());
    schemas.check("change-done.schema.json", &done);
    schemas.check("change.schema.json", &workspace.json(&["change", "show", "1"]));
    workspace.json(&["change", "approve", "1", "--by", "rasmus"]);
    schemas.check("change-done.schema.json", &workspace.json(&["change", "publish", "1", "--by", "karin"]));
    schemas.check("changes.schema.json", &workspace.json(&["change", "list"]));
    schemas.check("history.schema.json", &workspace.json(&["change", "history"]));
}

#[test]
fn what_lies_ahead_is_printed_as_the_schemas_say() {
    let schemas = Schemas::read();
    let workspace = Workspace::imported();
    // Levers of every state, and what people say, so that no part of the forms stays empty.
    workspace.write("plan/levers.toml", LEVERS);
    workspace.write("plan/private/commitments.csv", COMMITMENTS);
    let outlook = workspace.json(&["target", "show", "north", "--people"]);
    schemas.check("outlook.schema.json", &outlook);
    for (part, fields) in [("nodes", &["chance", "range", "quota", "committed"][..]), ("odds", &["chance"])] {
        for field in fields {
            let any = outlook[part].as_array().unwrap().iter().any(|item| !item[field].is_null());
            assert!(any, "no `{field}` in `{part}` is looked at");
        }
    }
    for part in ["sums", "quality", "levels", "looks_back"] {
        assert!(!outlook[part].as_array().unwrap().is_empty(), "{part}");
    }
    schemas.check("outlook.schema.json", &workspace.json(&["target", "quality"]));
    schemas.check("outlook.schema.json", &workspace.json(&["forecast", "--people"]));
    let growth = workspace.json(&["bridge"]);
    schemas.check("growth.schema.json", &growth);
    for part in ["steps", "options", "months", "drivers", "remarks"] {
        assert!(!growth[part].as_array().unwrap().is_empty(), "{part}");
    }
    schemas.check("solution.schema.json", &workspace.json(&["bridge", "--solve"]));
    schemas.check("look-back.schema.json", &workspace.json(&["forecast", "--backtest"]));
    let of_months = ["forecast", "--backtest", "--every", "month", "--months", "1"];
    schemas.check("look-back.schema.json", &workspace.json(&of_months));
    schemas.check("allocation.schema.json", &workspace.json(&["target", "allocate"]));
    let proposed = workspace.json(&["target", "allocate", "--by", "karin"]);
    schemas.check("change-done.schema.json", &proposed);
    schemas.check("review.schema.json", &workspace.json(&["review"]));
}

#[test]
fn pay_is_printed_as_the_schemas_say() {
    let schemas = Schemas::read();
    let workspace = Workspace::imported();
    // A condition that takes and an example, so that no part of the forms stays empty.
    let pay = workspace.read("plan/pay.toml");
    workspace.write("plan/pay.toml", &format!("{pay}{PAY}"));
    let checked = workspace.json(&["pay", "check"]);
    schemas.check("pay-check.schema.json", &checked);
    assert!(
        !checked["examples"].as_array().unwrap().is_empty()
            && !checked["findings"].as_array().unwrap().is_empty()
    );
    schemas.check("pay-check.schema.json", &workspace.json(&["pay", "check", "plan/pay.toml"]));
    schemas
        .check("pay-run.schema.json", &workspace.json(&["pay", "run", "--period", "2026-M09", "--dry-run"]));
    schemas.check(
        "pay-run.schema.json",
        &workspace.json(&["pay", "run", "--period", "2026-M09", "--by", "revops"]),
    );
    let claim = ["pay", "dispute", "open", "tiina", "2026-M09", "--says", "one is missing", "--by", "tiina"];
    workspace.json(&[&claim[..], &["--amount", "120.50 EUR"]].concat());
    let answer = ["pay", "dispute", "answer", "1", "upheld", "--says", "it was late", "--by", "revops"];
    schemas.check("pay.schema.json", &workspace.json(&answer));
    let disputes = workspace.json(&["pay", "dispute", "list"]);
    schemas.check("pay.schema.json", &disputes);
    assert_eq!(disputes[0]["answers"][0]["state"], "upheld");
    let shown = workspace.json(&["pay", "show", "tiina", "2026-M09"]);
    schemas.check("pay-statements.schema.json", &shown);
    let statement = &shown["statements"][0];
    for part in ["credits", "lines", "steps", "components", "attainments", "disputes", "next"] {
        assert!(!statement[part].as_array().unwrap().is_empty(), "{part}");
    }
    let line = statement["lines"][0]["id"].as_str().unwrap();
    schemas.check("pay-explain.schema.json", &workspace.json(&["pay", "explain", line]));
    schemas.check(
        "pay-letter.schema.json",
        &workspace.json(&["pay", "show", "account-manager-2026", "--for", "tiina"]),
    );
    let quotas = workspace.read("plan/private/quotas.csv");
    workspace.write("plan/private/quotas.csv", &quotas.replace("2 100 000 EUR", "1 500 000 EUR"));
    let diff = workspace.json(&["pay", "diff", "tiina", "2026-M09"]);
    schemas.check("pay-diff.schema.json", &diff);
    assert_eq!(diff["causes"][0]["kind"], "quota", "{diff}");
    workspace.json(&["pay", "run", "--period", "2026-M09"]);
    schemas.check("pay-close.schema.json", &workspace.json(&["pay", "close", "2026-M09", "--by", "cfo"]));
    schemas.check("pay-analyse.schema.json", &workspace.json(&["pay", "analyse"]));
    for file in ["payroll", "accruals", "capitalised"] {
        schemas.check("pay-file.schema.json", &workspace.json(&["pay", "export", file]));
    }
}

const PAY: &str = "\n[[pay.account-manager-2026.example]]\nsays = \"one sale\"\nquota = \"100 000 EUR\"\n\
     transaction = [{ amount = \"1 000 EUR\" }]\npaid = \"10 EUR\"\n";

const LEVERS: &str = "[lever.overhauls]\ncategory = \"expansion\"\namount = \"900 000 EUR\"\ncost = \"40 000 EUR\"\n\
     [lever.lost]\ncategory = \"churn\"\namount = \"-200 000 EUR\"\n\
     [lever.fjord]\nkind = \"inorganic\"\ncategory = \"purchase\"\namount = \"600 000 EUR\"\ncloses = 2025-10-01\n\
     [lever.agents]\ncategory = \"new-customers\"\namount = \"500 000 EUR\"\ncost = \"90 000 EUR\"\noption = true\n";
const COMMITMENTS: &str = "person,measure,amount,from,until,said\n\
     tiina,net-revenue,2 000 000 EUR,2025-04-01,2026-04-01,2025-04-20\n";
