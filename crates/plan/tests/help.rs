//! What a plan's problems tell to do next: the fix, where it is known, and not the form alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

use plumb_plan::read;

const COMPANY: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"NOK\"\n";

/// The problems of one file as `line: message; help`.
fn told(path: &str, text: &str) -> Vec<String> {
    let mut files = vec![(path.to_owned(), text.to_owned())];
    if path != "plumb.toml" {
        files.push(("plumb.toml".to_owned(), COMPANY.to_owned()));
    }
    let (plan, problems) = read(files);
    let lines = problems.into_iter().map(|problem| {
        let line = problem.primary.map_or(0, |label| plan.files.place(label.span).line);
        format!("{line}: {}; {}", problem.message, problem.help.unwrap_or_default())
    });
    lines.collect()
}

#[test]
fn values_are_suggested_as_they_are_written_right() {
    let plan = r#"[objective.grow]
unit = "acme"
baseline = "24.020.000 EUR"
target = "24 Mio EUR"
start = "01.04.2025"
date = "4/1/2025"
growth = "11 percent"
[rhythm.a]
minutes = "45 min"
[rhythm.b]
minutes = 45
[pay.a]
roles = []
on_target = 24000
[pay.b]
roles = []
on_target = "24,000.50 nok"
[role.r]
sell_time = 0.4
discount_limit = "7,5 %"
[role.s]
sell_time = "120 %"
[unit.acme]
"#;
    assert_eq!(
        told("plan/a.toml", plan),
        [
            "3: `24.020.000` is not a number; write it as `\"24 020 000 EUR\"`",
            "4: `24 Mio` is not a number; write it as `\"24 000 000 EUR\"`",
            "5: `01.04.2025` is no date; write it as `\"2025-04-01\"`",
            "6: `4/1/2025` is no date; write year, month and day: `\"2026-01-31\"`",
            "7: `11 percent` is no percentage; write it as `\"11 %\"`",
            "9: `45 min` is no length of time; write it as `\"45 minutes\"`",
            "11: `45` is no length of time; write it as `\"45 minutes\"`",
            "14: `24000` has no currency; write it as `\"24 000 NOK\"`",
            "17: `nok` is no unit that is known here; write it as `\"24 000.50 NOK\"`",
            "19: `0.4` is no percentage; write it as `\"40 %\"`",
            "20: `7,5 %` is no percentage; write it as `\"7.5 %\"`",
            "22: `120 %` is above 100 %; write it as `\"11 %\"`",
        ]
    );
}

#[test]
fn a_value_without_quotes_is_told_once_and_as_it_is_written_right() {
    let plan = r#"[unit.acme]
from = 01.04.2025
until = 4/1/2027
name = Acme North # as ever
[unit.north]
from = 2025-4-1
parent = acme
[objective.grow]
unit = "acme"
baseline = 24020000 NOK
target = 24.020.000 NOK
"#;
    assert_eq!(
        told("plan/a.toml", plan),
        [
            "2: `01.04.2025` is no date; write `2025-04-01`",
            "3: `4/1/2027` is no date; write year, month and day: `2026-01-31`",
            "4: `Acme North` stands without quotes; write `\"Acme North\"`",
            "6: `2025-4-1` is no date; write `2025-04-01`",
            "7: `acme` stands without quotes; write `\"acme\"`",
            "10: `24020000 NOK` stands without quotes; write `\"24020000 NOK\"`",
            "11: `24.020.000 NOK` stands without quotes; write `\"24 020 000 NOK\"`",
        ]
    );
}

#[test]
fn a_time_zone_is_one_that_there_is() {
    let zone = |zone: &str| {
        told("plumb.toml", &format!("plumb = 1\n[company]\ncurrency = \"EUR\"\nzone = \"{zone}\"\n"))
    };
    assert_eq!(zone("Europe/Berlin"), Vec::<String>::new());
    assert_eq!(zone("UTC"), Vec::<String>::new());
    assert_eq!(zone("Europe/Berlim"), ["4: `Europe/Berlim` is no time zone; did you mean `Europe/Berlin`?"]);
    assert_eq!(zone("Oslo"), ["4: `Oslo` is no time zone; did you mean `Europe/Oslo`?"]);
    assert_eq!(
        zone("Middle/Of-Nowhere"),
        ["4: `Middle/Of-Nowhere` is no time zone; write the zone's name such as `\"Europe/Berlin\"`"]
    );
}

#[test]
fn a_whole_part_of_one_id_is_near_enough() {
    let plan = "[person.nancy-davolio]\n[person.anne-fuller]\n[person.andrew-fuller]\n[unit.a]\nlead = \"nancy\"\n[unit.b]\nlead = \"fuller\"\n";
    assert_eq!(
        told("plan/a.toml", plan),
        [
            "5: no person is called `nancy`; did you mean `nancy-davolio`?",
            "7: no person is called `fuller`; write the id of a person, or add this one to the plan",
        ]
    );
}
