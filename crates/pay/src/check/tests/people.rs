//! Mistakes in people, quotas, reporting lines and figures.

use super::*;

#[test]
fn people_are_paid_once_and_have_one_quota_each_day() {
    let said_of = |change: fn(&mut Given)| after_given(change);
    let twice = said_of(|given| given.members.push(member(0, 0)));
    assert!(
        twice.iter().any(|line| line.starts_with("member.2: ana is paid by the plan twice from 2025-06-01"))
    );
    let says = "quota.2: ana has 2 quotas of `arr` from 2026-12-01 until 2027-01-01";
    only(&said_of(|given| given.quotas.push(quota(0, "2026-12-01", "2027-06-01"))), says);
    let recorded = said_of(|given| {
        given.quotas.push(quota(0, "2026-12-01", "2027-06-01"));
        given.quotas[1].recorded = Some(day("2026-11-01"));
    });
    assert_eq!(recorded, [""; 0]);
    only(&said_of(|given| given.quotas[0].amount = 0), "quota.1: ana has a quota of 0.00 EUR for `arr`");
    let nowhere = said_of(|given| given.members.push(Member { plan: 7, ..member(0, 0) }));
    only(&nowhere, "member.2.plan: there is no plan `number 8`");
    let nobody = said_of(|given| given.members[0].person = 9);
    only(&nobody[..1], "member.1.person: there is no person `number 10`");
    let backwards = said_of(|given| {
        given.absences.push(crate::given::Absence {
            person: 0,
            from: day("2026-03-01"),
            until: day("2026-02-01"),
        })
    });
    only(&backwards, "absence.1: it ends on 2026-02-01 and begins on 2026-03-01");
}

#[test]
fn two_plans_pay_one_person_for_different_transactions() {
    let mut twin = good();
    twin.id = "twin".into();
    let mut given = given();
    given.members.push(member(0, 1));
    let says = "member.2: ana is also paid by `ae` from 2026-01-01 until 2027-01-01";
    only(&said(&[good(), twin.clone()], Some(&given)), says);
    for credit in &mut twin.credits {
        credit.on = vec!["invoice".into()];
    }
    assert_eq!(said(&[good(), twin], Some(&given)), [""; 0]);
}

#[test]
fn one_stands_above_each_on_each_day_and_never_in_a_circle() {
    let lines = |lines: &[ReportingLine]| after_given(|given| given.lines = lines.to_vec());
    let two = [line(0, 1, "2026-01-01", None), line(0, 2, "2026-03-01", None)];
    only(&lines(&two), "report.2: ana reports to 2 people from 2026-03-01, ben and cleo");
    let circle = [line(0, 1, "2026-01-01", Some("2026-06-01")), line(1, 0, "2026-05-01", None)];
    only(&lines(&circle), "report.2: ben, ana report to one another in a circle on 2026-05-01");
    let turned = [line(0, 1, "2026-01-01", Some("2026-05-01")), line(1, 0, "2026-05-01", None)];
    assert_eq!(lines(&turned), [""; 0]);
    let mut manager = good();
    manager.id = "mgr".into();
    manager.credits[0].to = roll(&["ae.new"], 1, 1, true);
    let mut given = given();
    given.lines.push(line(0, 1, "2026-01-01", Some("2026-10-01")));
    let says = "member.1: nobody stands above ana from 2026-10-01 until 2027-01-01";
    only(&said(&[good(), manager], Some(&given)), says);
}

#[test]
fn territories_are_answered_for_by_one_without_gap() {
    let territory = |rows: &[(u32, &str, Option<&str>)]| {
        let mut plan = good();
        plan.credits[0].to = To::Assigned { by: "territory".into(), role: None };
        let mut given = given();
        let row = |(person, from, until): &(u32, &str, Option<&str>)| Assigned {
            person: *person,
            by: "territory".into(),
            is: "north".into(),
            from: day(from),
            until: until.map(day),
        };
        given.assigned = rows.iter().map(row).collect();
        said(&[plan], Some(&given))
    };
    only(&territory(&[]), "pay.ae.credit.1.to: 0 people are assigned by territory");
    let gap = [(0, "2026-01-01", Some("2026-03-01")), (1, "2026-04-01", None)];
    let says = "assigned.1: nobody answers for the territory `north` from 2026-03-01 until 2026-04-01";
    only(&territory(&gap), says);
    let both = [(0, "2026-01-01", Some("2026-03-01")), (1, "2026-02-01", None)];
    only(&territory(&both), "assigned.2: 2 people, ana and ben, answer for the territory `north`");
}

#[test]
fn figures_and_own_rates_are_given() {
    let mut plan = good();
    plan.components[1].times.push(Times::Word { figure: "manners".into(), words: Vec::new() });
    let mut given = given();
    only(
        &said(&[plan.clone()], Some(&given)),
        "pay.ae.component.2.times.1: 0 values of the figure `manners`",
    );
    let figure = Figure {
        name: "manners".into(),
        person: Some(0),
        from: day("2026-01-01"),
        until: day("2027-01-01"),
        value: None,
        word: Some("low".into()),
    };
    given.figures = vec![figure.clone(), figure];
    only(&said(&[plan], Some(&given)), "figure.2: the figure `manners` of ana has 2 values");
    let mut plan = good();
    plan.components[0].price = Price::Own;
    let said = said(&[plan], Some(&given));
    assert!(said.iter().any(|line| line.starts_with("member.1.rate: ana has no rate")), "{said:#?}");
}
