//! A look at a change is the look after writing it; nobody sees another's change who should not.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

mod quayside_copy;

use std::collections::BTreeSet;

use plumb_engine::{ChangeView, Edit, FileChange, Options, Viewer, Workspace};
use quayside_copy::quayside;

fn options() -> Options {
    Options { threads: 2, ..Options::default() }
}

fn file(workspace: &Workspace, path: &str, edit: impl Fn(&str) -> String) -> FileChange {
    let before = std::fs::read_to_string(workspace.dir().join(path)).unwrap();
    let after = edit(&before).into_bytes();
    FileChange { path: path.to_owned(), before: Some(before.into_bytes()), after: Some(after) }
}

/// What may happen to a plan, some of it wrong.
fn changes(workspace: &Workspace) -> Vec<Vec<FileChange>> {
    let quota = |amount: &str| Edit::Set {
        kind: "quota".into(),
        id: "person=tiina, measure=net-revenue, from=2025-04-01".into(),
        field: "amount".into(),
        value: Some(amount.into()),
    };
    let gone = |path: &str| FileChange { after: None, ..file(workspace, path, str::to_owned) };
    let new = |path: &str, text: &str| FileChange {
        path: path.into(),
        before: None,
        after: Some(text.as_bytes().to_vec()),
    };
    vec![
        workspace.edited(&[quota("3 000 000 EUR")]).unwrap(),
        vec![gone("plan/private/quotas.csv")],
        vec![gone("plan/pay.toml"), new("plan/values.toml", "[value.calm]\nsays = \"no haste\"\n")],
        vec![new("plan/extra.toml", "[objective.second]\nunit = \"nowhere\"\n# odd\r\n")],
        vec![file(workspace, "plan/objectives.toml", |text| text.replace("growth", "# growth"))],
        vec![file(workspace, "plumb.toml", |text| format!("{text}\n[threshold.no-line-of-sight]\n"))],
        vec![new("plan/.hidden.toml", "[unit.x]\n"), new("elsewhere/x.toml", "[unit.y]\n")],
    ]
}

#[test]
fn a_look_at_a_change_is_the_look_after_writing_it() {
    let (_folder, workspace) = quayside();
    let json = |workspace: &Workspace| {
        workspace
            .check(&options())
            .map_or_else(|error| error.to_string(), |review| serde_json::to_string(&review).unwrap())
    };
    let untouched = json(&workspace);
    for files in changes(&workspace) {
        let imagined = json(&workspace.with(&files));
        assert_eq!(json(&workspace), untouched, "a look writes nothing");
        for file in &files {
            let path = workspace.dir().join(&file.path);
            match &file.after {
                Some(bytes) => {
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, bytes).unwrap();
                }
                None => std::fs::remove_file(path).unwrap(),
            }
        }
        assert!(imagined == json(&workspace), "{:?}", files[0].path);
        for file in &files {
            let path = workspace.dir().join(&file.path);
            match &file.before {
                Some(bytes) => std::fs::write(path, bytes).unwrap(),
                None => std::fs::remove_file(path).unwrap(),
            }
        }
    }
}

fn tiina_gets_more(workspace: &Workspace) -> ChangeView {
    workspace.what_if(&changes(workspace)[0], &options()).unwrap()
}

#[test]
fn one_quota_is_one_line_one_loser_and_sums_to_the_cent() {
    let (_folder, workspace) = quayside();
    let view = tiina_gets_more(&workspace);
    assert_eq!((view.files[0].added, view.files[0].removed), (1, 1));
    let tiina = view.people.iter().find(|moved| moved.person == "tiina").unwrap();
    assert_eq!(tiina.effect, "loses");
    assert_eq!(tiina.quotas[0].after.as_deref(), Some("3 000 000.00 EUR"));
    let mandate = view.mandate.unwrap();
    let sum: i64 = mandate.states.iter().map(|state| state.amount.difference.as_ref().unwrap().minor).sum();
    assert_eq!(
        sum,
        mandate.total.difference.unwrap().minor,
        "what is not carried one way is carried another"
    );
    let top = &view.units[0];
    let own = tiina.quotas[0].difference.as_deref().unwrap().replace(['+', ' '], "");
    let whole = top.quota.as_ref().unwrap().difference.as_ref().unwrap();
    assert_eq!(own, format!("{}{}", whole.amount, whole.currency));
}

#[test]
fn without_quotas_the_gaps_that_open_are_told() {
    let (_folder, workspace) = quayside();
    let view = workspace.what_if(&changes(&workspace)[1], &options()).unwrap();
    assert!(view.gaps_opened.iter().any(|gap| gap.rule == "cascade-break"), "{:?}", view.gaps_opened);
    assert!(view.people.iter().all(|moved| moved.effect != "wins" && moved.effect != "loses"));
}

#[test]
fn what_touches_a_signed_mandate_is_said_so() {
    let (_folder, workspace) = quayside();
    let files = [file(&workspace, "plan/objectives.toml", |text| {
        text.replacen("[objective.grow]", "[objective.grown]", 1)
    })];
    let view = workspace.what_if(&files, &options()).unwrap();
    assert!(view.signed.iter().any(|says| says.contains("`grow`")), "{:?}", view.signed);
}

#[test]
fn a_seller_sees_nothing_of_anothers_change() {
    let (_folder, workspace) = quayside();
    let view = tiina_gets_more(&workspace);
    let viewer = |id: &str, leads: &[&str]| Viewer::Person {
        id: id.to_owned(),
        leads: leads.iter().map(|unit| (*unit).to_owned()).collect::<BTreeSet<_>>(),
    };
    let seen = view.seen_by(&viewer("piotr", &[]));
    let told = serde_json::to_string(&seen).unwrap();
    for secret in ["tiina", "3 000 000", "quotas.csv"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    assert!(seen.people.iter().all(|moved| moved.person == "piotr"));
    assert!(seen.units.is_empty() && seen.mandate.is_none());

    let own = view.seen_by(&viewer("tiina", &[]));
    assert_eq!(own.files[0].lines.len(), 2);
    assert_eq!(own.people.len(), 1);

    let all = serde_json::to_string(&view.seen_by(&Viewer::Operator)).unwrap();
    assert_eq!(all, serde_json::to_string(&view).unwrap());
}
