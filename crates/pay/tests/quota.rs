//! Quotas and targets: worked examples, and what must hold for any rows.
#![allow(clippy::unwrap_used, reason = "tests say what they expect")]

mod year;

use plumb_pay::component::Limit;
use plumb_pay::given::{Absence, Member};
use plumb_pay::measure::{Prorate, Quota};
use plumb_pay::person::{Index, Person};
use plumb_pay::quota::{quota, target, weight};
use plumb_pay::settlement::Cap;
use plumb_pay::{Given, Measure, Over, PayPlan};
use plumb_units::Rate;
use proptest::prelude::*;
use year::*;

const WHOLE: i64 = 80_000_000;

fn year_row() -> Vec<plumb_pay::given::QuotaRow> {
    vec![row("2026-01-01", "2027-01-01", WHOLE, None)]
}

fn of(measure: &Measure, given: &Given, window: &str) -> Option<i64> {
    quota(&plan(), measure, &given.members[0], given, &period(window))
}

fn away(from: &str, until: &str) -> Absence {
    Absence { person: 0, from: day(from), until: day(until) }
}

fn relieved(after: i64) -> PayPlan {
    let mut plan = plan();
    plan.settlement.leave.relief_after_days = Some(after);
    plan
}

#[test]
fn who_starts_on_the_first_of_june_has_214_of_365_days_of_quota_and_target() {
    let given = given(vec![member("2026-06-01", None)], year_row());
    assert_eq!(of(&measure(), &given, "2026"), Some(46_904_110));
    let plan = plan();
    assert_eq!(target(&plan, &plan.components[0], &given.members[0], &given, &period("2026")), 4_397_260);
}

#[test]
fn where_the_first_day_does_not_count_it_is_213_days() {
    let given = given(vec![member("2026-06-01", None)], year_row());
    let measure = Measure { prorate: Prorate::Days { first_counts: false }, ..measure() };
    assert_eq!(of(&measure, &given, "2026"), Some(46_684_932));
    let there = year::given(vec![member("2026-01-01", None)], year_row());
    assert_eq!(of(&measure, &there, "2026"), Some(WHOLE), "whoever was there all the time has it all");
}

#[test]
fn by_months_a_start_in_march_leaves_a_third_of_the_first_quarter_and_all_others() {
    let given =
        given(vec![member("2026-03-01", None)], vec![row("2026-01-01", "2027-01-01", 10_000_000, None)]);
    let seasons = [20, 20, 20, 40].map(rate).to_vec();
    let measure = Measure { seasons, prorate: Prorate::Months, ..measure() };
    assert_eq!(of(&measure, &given, "2026"), Some(8_666_667));
    assert_eq!(of(&measure, &given, "2026-Q4"), Some(4_000_000));
    assert_eq!(of(&measure, &given, "2026-M03"), Some(666_667));
    assert_eq!(of(&measure, &given, "2026-M02"), Some(0));
}

#[test]
fn by_months_the_month_of_the_last_day_counts_wholly() {
    let given = given(vec![member("2026-01-01", Some("2026-04-02"))], year_row());
    let measure = Measure { prorate: Prorate::Months, ..measure() };
    assert_eq!(of(&measure, &given, "2026"), Some(WHOLE / 12 * 4 + 3), "April counts, a third of 80 000 000");
    let before = year::given(vec![member("2026-01-01", Some("2026-04-01"))], year_row());
    assert_eq!(of(&measure, &before, "2026"), Some(WHOLE / 4));
}

#[test]
fn rows_inside_a_window_count_whole_and_a_year_is_spread_by_days() {
    let quarters = vec![
        row("2026-01-01", "2026-04-01", 100, None),
        row("2026-04-01", "2026-07-01", 200, None),
        row("2026-07-01", "2026-10-01", 300, None),
        row("2026-10-01", "2027-01-01", 401, None),
    ];
    let four = given(vec![member("2026-01-01", None)], quarters);
    assert_eq!(of(&measure(), &four, "2026"), Some(1_001));
    let one = given(vec![member("2026-01-01", None)], year_row());
    assert_eq!(of(&measure(), &one, "2026-Q1"), Some(19_726_027), "90 of 365 days");
}

#[test]
fn a_half_years_row_lies_by_the_seasons_of_its_own_quarters() {
    let given = given(vec![member("2026-01-01", None)], vec![row("2026-01-01", "2026-07-01", 9_000, None)]);
    let measure = Measure { seasons: [10, 20, 30, 40].map(rate).to_vec(), ..measure() };
    assert_eq!(of(&measure, &given, "2026-Q1"), Some(3_000));
    assert_eq!(of(&measure, &given, "2026-Q2"), Some(6_000));
    assert_eq!(of(&measure, &given, "2026"), Some(9_000));
}

#[test]
fn the_row_recorded_later_counts_on_its_days_in_whatever_order_they_come() {
    let rows = vec![
        row("2026-01-01", "2027-01-01", 365_000, Some("2025-12-01")),
        row("2026-07-01", "2026-10-01", 10_000, Some("2026-06-20")),
    ];
    let mut given = given(vec![member("2026-01-01", None)], rows);
    let expected = Some(365_000 - 92_000 + 10_000);
    assert_eq!(of(&measure(), &given, "2026"), expected);
    given.quotas.reverse();
    assert_eq!(of(&measure(), &given, "2026"), expected);
}

#[test]
fn ramp_months_count_in_part_from_the_first_day_on() {
    let measure = Measure {
        quota: Quota::Fixed(31_000),
        over: Over::Month,
        ramp: [0, 50].map(rate).to_vec(),
        ..measure()
    };
    let given = given(vec![member("2026-03-11", None)], Vec::new());
    let quotas: Vec<_> =
        ["2026-M03", "2026-M04", "2026-M05", "2026-M06"].map(|month| of(&measure, &given, month)).to_vec();
    // April: ten days at nothing, twenty at half; May: ten days at half, 21 whole.
    assert_eq!(quotas, [Some(0), Some(10_333), Some(26_000), Some(31_000)]);
    let months = Measure { prorate: Prorate::Months, ..measure };
    let quotas: Vec<_> =
        ["2026-M02", "2026-M03", "2026-M04", "2026-M05"].map(|month| of(&months, &given, month)).to_vec();
    assert_eq!(quotas, [Some(0), Some(0), Some(15_500), Some(31_000)]);
}

#[test]
fn a_new_membership_of_the_same_role_neither_ramps_again_nor_counts_twice() {
    let mut raise = member("2026-07-01", None);
    raise.on_target = Some(15_000_000);
    let given = given(vec![member("2025-01-01", Some("2026-07-01")), raise], year_row());
    let measure = Measure { ramp: vec![rate(0); 6], ..measure() };
    assert_eq!(of(&measure, &given, "2026"), Some(WHOLE));
    let plan = plan();
    let by_either = [0, 1]
        .map(|row: usize| target(&plan, &plan.components[0], &given.members[row], &given, &period("2026")));
    // 181 days at 75 000.00 a year, 184 at 150 000.00
    assert_eq!(by_either, [11_280_822, 11_280_822]);
}

#[test]
fn an_absence_longer_than_the_plan_says_lowers_quota_and_target_by_all_its_days() {
    let mut given = given(vec![member("2026-01-01", None)], year_row());
    given.absences = vec![away("2026-05-01", "2026-06-01")];
    let window = period("2026");
    let quota_after = |days| quota(&relieved(days), &measure(), &given.members[0], &given, &window).unwrap();
    assert_eq!(quota_after(31), WHOLE, "31 days are not more than 31");
    assert_eq!(quota_after(30), 73_205_479, "334 of 365 days");
    let plan = relieved(30);
    let target = target(&plan, &plan.components[0], &given.members[0], &given, &window);
    assert_eq!(target, 6_863_014);
    assert_eq!(Person::of(&given, &given.members[0]).at_target(&plan, &period("2026-M05")), Some(625_000));
}

#[test]
fn a_quota_to_date_counts_what_lies_before_the_day() {
    let mut given = given(vec![member("2026-01-01", None)], year_row());
    let measure = Measure { seasons: [10, 20, 30, 40].map(rate).to_vec(), to_date: true, ..measure() };
    given.as_of = day("2026-03-31");
    assert_eq!(of(&measure, &given, "2026"), Some(WHOLE / 10));
    let person = Person::of(&given, &given.members[0]);
    let until = Some(day("2026-07-01"));
    assert_eq!(person.quota(&plan(), &measure, &period("2026"), until), Some(WHOLE / 10 * 3));
}

#[test]
fn without_prorating_a_part_of_a_window_has_the_whole() {
    let given = given(vec![member("2026-06-01", None)], year_row());
    assert_eq!(of(&Measure { prorate: Prorate::No, ..measure() }, &given, "2026"), Some(WHOLE));
}

#[test]
fn nobodys_row_is_no_quota_and_no_day_of_membership_is_a_quota_of_nothing() {
    let none = given(vec![member("2026-01-01", None)], Vec::new());
    assert_eq!(of(&measure(), &none, "2026"), None);
    let later = given(vec![member("2026-06-01", None)], year_row());
    assert_eq!(of(&measure(), &later, "2026-Q1"), Some(0));
    assert_eq!(of(&Measure { quota: Quota::None, ..measure() }, &later, "2026"), None);
}

#[test]
fn a_plan_that_begins_in_the_middle_of_a_window_has_its_own_days() {
    let given = given(vec![member("2020-01-01", None)], year_row());
    let plan = PayPlan { from: day("2026-07-01"), ..plan() };
    let window = period("2026");
    assert_eq!(quota(&plan, &measure(), &given.members[0], &given, &window), Some(40_328_767));
}

#[test]
fn windows_are_shares_of_a_year() {
    let given = given(vec![member("2026-01-01", None)], Vec::new());
    let plan = plan();
    let share = |over, window: &str| {
        let component = plumb_pay::Component { over, ..component() };
        target(&plan, &component, &given.members[0], &given, &period(window))
    };
    assert_eq!(share(Over::Month, "2026-M02"), 625_000);
    assert_eq!(share(Over::Quarter, "2026-Q1"), 1_875_000);
    assert_eq!(share(Over::Half, "2026-01-01..2026-07-01"), 3_750_000);
    assert_eq!(share(Over::Plan, "2026-01-01..2026-10-01"), 5_625_000);
    assert_eq!(share(Over::Week, "2026-01-01..2026-01-08"), 143_836, "7 of 365 days");
}

#[test]
fn a_component_without_weight_has_what_the_others_leave() {
    let mut plan = plan();
    let named = |id: &str, weight| plumb_pay::Component { id: id.to_owned(), weight, ..component() };
    plan.components = vec![named("a", Some(rate(80))), named("b", None)];
    assert_eq!(weight(&plan, &plan.components[1]), rate(20));
    plan.components.push(named("c", None));
    assert_eq!(weight(&plan, &plan.components[1]), rate(0), "two without: nobody knows whose it is");
}

#[test]
fn the_cap_of_a_year_shrinks_with_the_days_of_membership() {
    let given = given(vec![member("2026-06-01", None)], Vec::new());
    let person = Person::of(&given, &given.members[0]);
    let mut plan = plan();
    plan.settlement.cap = Some(Cap { limit: Limit::OfTarget(rate(300)), over: Over::Year });
    assert_eq!(person.cap(&plan, &period("2026")), Some(13_191_781));
    plan.settlement.cap = Some(Cap { limit: Limit::Money(36_500), over: Over::Year });
    assert_eq!(person.cap(&plan, &period("2026")), Some(21_400));
}

#[test]
fn pay_periods_of_a_person_are_counted_from_the_first_day() {
    let given = given(vec![member("2026-03-15", Some("2026-06-10"))], Vec::new());
    let plan = plan();
    let months = plumb_pay::periods::windows(&given.calendar, Over::Month, plan.from, day("2026-08-01"));
    let person = Index::new(&given).person(0, 0);
    let expected = [None, None, Some(1), Some(2), Some(3), Some(4), None];
    assert_eq!(person.nth(&plan, &months), expected);
}

#[test]
fn seasons_of_many_odd_digits_still_have_a_quota() {
    let odd = |place: i64| Rate::from_millionths(83_331 + place * 7);
    let measure = Measure { seasons: (0..12).map(odd).collect(), ramp: vec![odd(3); 4], ..measure() };
    let amount = 1_000_000_000_000_007;
    let given = given(
        vec![member("2026-01-17", Some("2026-11-23"))],
        vec![row("2025-01-15", "2026-12-20", amount, None)],
    );
    let quota = of(&measure, &given, "2026").unwrap();
    // About 10.2 of 23.2 months, less a ramp of 91 % of four of them.
    assert!((270_000_000_000_000..290_000_000_000_000).contains(&quota), "{quota}");
}

prop_compose! {
    fn any_measure()(
        kind in 0..4_usize,
        seasons in prop_oneof![Just(0_usize), Just(4), Just(12)],
        shares in prop::collection::vec(1_i64..60, 12),
        ramp in prop::collection::vec(0_i64..100, 0..5),
    ) -> Measure {
        let prorate = [
            Prorate::No,
            Prorate::Months,
            Prorate::Days { first_counts: true },
            Prorate::Days { first_counts: false },
        ];
        Measure {
            prorate: prorate[kind],
            seasons: shares.into_iter().take(seasons).map(rate).collect(),
            ramp: ramp.into_iter().map(rate).collect(),
            ..measure()
        }
    }
}

prop_compose! {
    fn any_given()(
        joined in 0_i64..500,
        stayed in 1_i64..500,
        rows in prop::collection::vec((0_i64..300, 1_i64..400, 0_i64..1_000_000_000, 0_i64..3), 0..5),
        absences in prop::collection::vec((0_i64..360, 1_i64..90), 0..3),
    ) -> Given {
        use jiff::ToSpan;
        let after = |days: i64| day("2025-10-01").checked_add(days.days()).unwrap();
        let joined_on = after(joined);
        let member = Member { from: joined_on, until: Some(after(joined + stayed)), ..member("2026-01-01", None) };
        let rows = rows.into_iter().map(|(from, length, amount, recorded)| plumb_pay::given::QuotaRow {
            from: after(from),
            until: after(from + length),
            recorded: Some(after(recorded)),
            ..row("2026-01-01", "2027-01-01", amount, None)
        });
        let mut given = given(vec![member], rows.collect());
        given.absences = absences
            .into_iter()
            .map(|(from, length)| Absence { person: 0, from: after(from), until: after(from + length) })
            .collect();
        given
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_quotas_of_the_months_are_the_years_to_within_their_rounding(
        measure in any_measure(), given in any_given(), relief in 0_i64..60,
    ) {
        let plan = relieved(relief);
        let calculate = |window: &str| quota(&plan, &measure, &given.members[0], &given, &period(window));
        let months: Vec<String> = (1..=12).map(|month| format!("2026-M{month:02}")).collect();
        let sum: i64 = months.iter().filter_map(|month| calculate(month)).sum();
        let whole = calculate("2026");
        let seen = given.quotas.iter().any(|row| row.until > day("2026-01-01") && row.from < day("2027-01-01"));
        prop_assert_eq!(whole.is_some(), seen);
        let whole = whole.unwrap_or(0);
        prop_assert!((sum - whole).abs() <= 7, "{sum} in months, {whole} in the year");
    }

    #[test]
    fn rows_in_another_order_and_a_part_of_a_window_never_make_it_more(
        measure in any_measure(), given in any_given(), relief in 0_i64..60,
    ) {
        let plan = relieved(relief);
        let window = period("2026");
        let once = quota(&plan, &measure, &given.members[0], &given, &window);
        let mut turned = given.clone();
        turned.quotas.reverse();
        turned.absences.reverse();
        prop_assert_eq!(once, quota(&plan, &measure, &given.members[0], &turned, &window));
        let mut whole = given.clone();
        whole.members[0].from = day("2020-01-01");
        whole.members[0].until = None;
        whole.absences.clear();
        let most = quota(&plan, &measure, &whole.members[0], &whole, &window);
        prop_assert!(once <= most);
    }

    #[test]
    fn by_person_and_by_index_are_the_same(measure in any_measure(), given in any_given()) {
        let window = period("2026");
        let plan = plan();
        let by_index = Index::new(&given).person(0, 0).quota(&plan, &measure, &window, None);
        prop_assert_eq!(by_index, quota(&plan, &measure, &given.members[0], &given, &window));
    }
}
