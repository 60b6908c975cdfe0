//! A page may praise what is sound beyond the mark, and say that leaders must close its gaps.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_diag::Files;
use plumb_rules::{Concerns, Page, example};

const PAGE: &str = r#"+++
severity = "warning"
strand   = "method"
driver   = "win-rate"
prior    = { low = "1 %", mid = "2 %", high = "4 %", grade = "A", source = "a field study", anchored = true }
fix      = { says = "book something" }
concerns = "leaders"
subjects = "units_with_sellers"

[threshold]
wanted = { default = 2, says = "bookings that a unit should have" }
+++

# bookings-few

A unit books little.

## What it finds
A unit with fewer bookings than wanted.

## Why it matters
Nothing comes in.

## Check
```sql
with counted as (
  select u.subject, u.unit, count(b.key) as bookings
  from   units_with_sellers u left join bookings b on b.unit = u.unit
  group  by u.subject, u.unit
)
select subject, unit as node, bookings,
       case when bookings < :wanted then 1 else 0 end as magnitude,
       case when unit = 'south' then 'stale' else 'fresh' end as evidence,
       magnitude(bookings, :wanted, 4) as praise
from   counted
```

## Says
`{node}` has {bookings:booking|bookings}

## Praise
`{node}` has {bookings:booking|bookings}, more than the {wanted} that are wanted

## Example
```plan
[unit.north]
[role.ae]
sells = true
[person.ana]
role = "ae"
unit = "north"
```
```gaps as-of 2026-06-30
warning bookings-few node=north
```

## Use instead
```plan
[unit.north]
[unit.south]
[unit.west]
[role.ae]
sells = true
[person.ana]
role = "ae"
unit = "north"
[person.bo]
role = "ae"
unit = "south"
[person.cleo]
role = "ae"
unit = "west"
```
```facts bookings repeat 4
unit  | date       | net | currency | kind
north | 2026-05-10 | 100 | EUR      | new
south | 2026-05-10 | 100 | EUR      | new
```
```facts bookings repeat 2
unit  | date       | net | currency | kind
west  | 2026-05-10 | 100 | EUR      | new
```
```gaps as-of 2026-06-30
praise bookings-few subject=unit:north praise≈0.5
  `north` has 4 bookings, more than the 2 that are wanted
```

## What it leaves to others
Everything else.
"#;

fn checked(text: &str) -> Result<(), String> {
    let mut files = Files::default();
    let (page, problems) = Page::read(&mut files, "plan/rules/bookings-few.md", text);
    let page =
        page.ok_or_else(|| problems.iter().map(|problem| problem.message.clone()).collect::<String>())?;
    for example in &page.examples {
        let folder = tempfile::tempdir().unwrap();
        example::check(&page, example, folder.path())?;
    }
    Ok(())
}

#[test]
fn praise_goes_to_what_passes_beyond_the_mark_with_fresh_evidence() {
    assert_eq!(checked(PAGE), Ok(()));
}

#[test]
fn a_praise_that_the_page_does_not_expect_is_told() {
    let other = PAGE.replace("praise≈0.5", "praise≈0.9");
    assert!(checked(&other).unwrap_err().contains("praise subject=unit:north"));
    let silent = PAGE.replace("praise bookings-few subject=unit:north praise≈0.5\n  `north` has 4 bookings, more than the 2 that are wanted\n", "");
    assert_eq!(checked(&silent), Ok(()), "a block without praise says nothing of praise");
}

#[test]
fn a_praise_needs_its_column_and_known_figures() {
    let without = PAGE.replace("magnitude(bookings, :wanted, 4) as praise", "1 as other");
    assert!(checked(&without).unwrap_err().contains("no column `praise`"));
    let unknown = PAGE.replace("more than the {wanted}", "more than the {wnted}");
    assert!(checked(&unknown).unwrap_err().contains("`{wnted}` is neither a column"));
    let beyond = PAGE.replace("magnitude(bookings, :wanted, 4) as praise", "1.5 as praise");
    assert!(checked(&beyond).unwrap_err().contains("lies outside 0 to 1"));
}

#[test]
fn an_empty_praise_is_a_problem_of_the_page() {
    let line = "`{node}` has {bookings:booking|bookings}, more than the {wanted} that are wanted\n\n";
    let empty = PAGE.replacen(line, "", 1);
    assert!(checked(&empty).unwrap_err().contains("`## Praise` is empty"));
}

#[test]
fn the_front_says_whom_it_concerns_and_whether_its_figures_were_measured() {
    let (page, _) = Page::read(&mut Files::default(), "plan/rules/bookings-few.md", PAGE);
    let front = page.unwrap().front;
    assert_eq!(front.concerns, Concerns::Leaders);
    assert!(front.prior.unwrap().anchored);
    let wrong = PAGE.replace("\"leaders\"", "\"leader\"").replace("anchored = true", "anchored = 1");
    let (_, problems) = Page::read(&mut Files::default(), "plan/rules/bookings-few.md", &wrong);
    let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(said, ["`prior.anchored` is not true or false", "`leader` is no `concerns`"]);
}
