//! The same inputs give the same bytes, with any number of threads and in any order of files and rows.

use serde_json::Value;

use crate::workspace::Workspace;

#[test]
fn one_thread_and_eight_write_the_same_bytes() {
    let workspace = Workspace::imported();
    let written = |threads: &str| {
        let ran = workspace.run(&["review", "--threads", threads]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let read = |file: &str| std::fs::read(workspace.path(file)).unwrap();
        (ran.out, read("out/review.db"), read("out/review.json"), read("out/review.html"))
    };
    let one = written("1");
    let eight = written("8");
    assert_eq!(one.0, eight.0);
    assert!(one.1 == eight.1, "out/review.db differs");
    assert!(one.2 == eight.2, "out/review.json differs");
    assert!(one.3 == eight.3, "out/review.html differs");
}

/// A CSV with its rows turned round: comments and the head stay where they are.
fn turned_round(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let rows = lines.iter().position(|line| !line.starts_with('#')).unwrap() + 1;
    lines[rows..].reverse();
    lines.join("\n") + "\n"
}

/// A review without its places, which move with the files.
fn without_places(mut value: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Object(fields) => {
                fields.remove("at");
                fields.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    strip(&mut value);
    value
}

#[test]
fn no_result_hangs_on_the_order_of_files_or_rows() {
    let straight = Workspace::imported();
    let turned = Workspace::planned();
    for file in [
        "exports/users.csv",
        "exports/customers.csv",
        "exports/pipeline.csv",
        "plan/people.csv",
        "plan/private/quotas.csv",
    ] {
        turned.write(file, &turned_round(&turned.read(file)));
    }
    for (from, to) in
        [("plan/organisation.toml", "plan/z.toml"), ("plan/objectives.toml", "plan/a/goals.toml")]
    {
        let text = turned.read(from);
        std::fs::remove_file(turned.path(from)).unwrap();
        std::fs::create_dir_all(turned.path(to).parent().unwrap()).unwrap();
        turned.write(to, &text);
    }
    assert_eq!(turned.run(&["import", "mappings/quayside.toml", "exports"]).code, Some(0));
    let text = |workspace: &Workspace| format!("{:#}", without_places(workspace.json(&["review"])));
    for (one, other) in text(&straight).lines().zip(text(&turned).lines()) {
        assert_eq!(one, other);
    }
}
