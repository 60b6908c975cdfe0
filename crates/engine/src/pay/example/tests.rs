//! Examples that differ say so with both figures; those that cannot be read say why.

use super::super::loose::{PayCheck, check_files};

fn check(text: &str) -> PayCheck {
    check_files(vec![("pay.toml".to_owned(), text.to_owned())])
}

fn said(text: &str) -> Vec<String> {
    let check = check(text);
    let problems = check.examples.iter().flat_map(|example| &example.problems);
    let line = |problem: &plumb_diag::Problem| {
        let place = check.files.place(problem.primary.as_ref().unwrap().span);
        format!("{}:{} {}", place.line, place.column, problem.message)
    };
    problems.map(line).collect()
}

const FLAT: &str = "[pay.flat]\nroles = [\"seller\"]\ncurrency = \"EUR\"\n[[pay.flat.component]]\nid = \"commission\"\nrate = \"8 %\"\n[[pay.flat.example]]\n";

#[test]
fn a_figure_that_differs_is_told_beside_the_one_that_came_out() {
    let text = format!(
        "{FLAT}transaction = [{{ amount = \"1 000 EUR\" }}]\npaid = \"90 EUR\"\nearned = \"80 EUR\"\n"
    );
    assert_eq!(said(&text), ["9:8 `paid` of ana is 80.00 EUR, and 90.00 EUR is expected"]);
    let check = check(&text);
    assert_eq!((check.examples[0].compared, check.examples[0].passed(), check.passed()), (2, false, false));
    assert_eq!(check.examples[0].problems[0].code, "example-differs");
    assert_eq!(check.files.path(check.examples[0].span.file), "pay.toml");
}

#[test]
fn names_that_nothing_answers_to_are_said_with_what_was_meant() {
    let cases = [
        (
            "expect = [{ component = \"comission\", is = \"1 EUR\" }]",
            "8:25 no component is called `comission`",
        ),
        ("expect = [{ period = \"2026-13\", is = \"1 EUR\" }]", "8:22 no pay period is called `2026-13`"),
        ("expect = [{ person = \"bob\", is = \"1 EUR\" }]", "8:34 `bob` is not paid by `flat` here"),
        ("expect = [{ plan = \"flatt\", is = \"1 EUR\" }]", "8:20 no pay plan is called `flatt`"),
        (
            "expect = [{ what = \"line\", line = \"t9\", is = \"1 EUR\" }]",
            "8:35 no transaction is called `t9`",
        ),
        ("figure = [{ name = \"score\", value = \"1 %\" }]", "8:20 no figure is called `score`"),
        ("quota = \"1 EUR\"", "8:9 no measure of the plan has quotas by person"),
        ("transaction = [{ on = \"bookng\", amount = \"1 EUR\" }]", "8:23 no event is called `bookng`"),
        ("transaction = [{ amount = \"1 EUR\", reverses = \"t7\" }]", "8:47 no transaction is called `t7`"),
        ("paid = \"1 USD\"", "8:8 this is in USD, and `flat` pays in EUR"),
    ];
    for (line, expected) in cases {
        let said = said(&format!("{FLAT}{line}\n"));
        assert!(said.iter().any(|line| line.starts_with(expected)), "{line}: {said:#?}");
    }
}

#[test]
fn an_example_that_expects_nothing_is_no_example() {
    let text = format!("{FLAT}transaction = [{{ amount = \"1 000 EUR\" }}]\n");
    assert_eq!(said(&text), ["7:1 the example expects nothing"]);
}

#[test]
fn what_the_run_cannot_compute_is_said_in_words() {
    let text = format!(
        "{FLAT}transaction = [{{ amount = \"1 000 EUR\" }}, {{ amount = \"1 000 USD\" }}]\npaid = \"80 EUR\"\n"
    );
    let said = said(&text);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].contains("`t2` is in another currency"), "{said:#?}");
}

#[test]
fn every_word_that_can_be_expected_is_a_figure() {
    let kind = plumb_plan::schema::kind("pay").unwrap();
    let Some(plumb_plan::schema::Type::Rows(example)) = kind.field("example").map(|field| field.ty) else {
        panic!()
    };
    let expect = example.iter().find(|field| field.name == "expect").unwrap();
    let plumb_plan::schema::Type::Rows(fields) = expect.ty else { panic!() };
    let what = fields.iter().find(|field| field.name == "what").unwrap();
    let plumb_plan::schema::Type::Choice(words) = what.ty else { panic!() };
    for word in words {
        let line = if matches!(*word, "line" | "credit") { "line = \"t1\", " } else { "" };
        let text = format!(
            "[pay.flat]\nroles = [\"seller\"]\ncapitalise = 12\non_target = \"1 EUR\"\n[[pay.flat.credit]]\nid = \"sales\"\n\
             [[pay.flat.measure]]\nid = \"sold\"\nsum = \"sales\"\nquota = \"1 EUR\"\n[[pay.flat.component]]\nof = \"sold\"\nrate = \"8 %\"\n\
             [[pay.flat.example]]\ntransaction = [{{ amount = \"1 EUR\" }}]\nexpect = [{{ what = \"{word}\", {line}is = \"77 777 EUR\" }}]\n"
        );
        let said = said(&text);
        assert!(said.len() == 1 && said[0].contains("is expected"), "{word}: {said:#?}");
    }
}
