//! Every setting of a plan changes its letter.

use super::*;

#[test]
fn every_setting_is_in_the_letter() {
    let plain = text(&rich());
    let mut silent = Vec::new();
    for (name, change) in CHANGES {
        let mut plan = rich();
        change(&mut plan);
        assert_ne!(plan, rich(), "{name} changes nothing");
        if text(&plan) == plain {
            silent.push(*name);
        }
    }
    assert_eq!(silent, [""; 0]);
}

type Change = (&'static str, fn(&mut PayPlan));

fn tiers_of(plan: &mut PayPlan) -> &mut Tiers {
    match &mut plan.components[0].shape {
        Shape::Marginal(tiers) => tiers,
        other => panic!("{other:?}"),
    }
}

fn matrix_of(plan: &mut PayPlan) -> &mut Matrix {
    match &mut plan.components[2].shape {
        Shape::Matrix(matrix) => matrix,
        other => panic!("{other:?}"),
    }
}

/// One change for every setting of a plan.
const CHANGES: &[Change] = &[
    ("id", |p| {
        p.id = "x".into();
    }),
    ("name", |p| {
        p.name = "x".into();
    }),
    ("version", |p| {
        p.version = 2;
    }),
    ("from", |p| {
        p.from = day("2026-02-01");
    }),
    ("until", |p| {
        p.until = day("2027-02-01");
    }),
    ("currency", |p| {
        p.currency = Currency::parse("USD").unwrap();
    }),
    ("every", |p| {
        p.every = Over::Quarter;
    }),
    ("on_target", |p| {
        p.on_target += 1;
    }),
    ("base", |p| {
        p.base += 1;
    }),
    ("round_at", |p| {
        p.round_at = RoundAt::Period;
    }),
    ("rounding", |p| {
        p.rounding = Rounding::HalfEven;
    }),
    ("convert", |p| {
        p.convert = Convert::TransactionDay;
    }),
    ("credit id", |p| {
        p.credits[0].id = "fresh".into();
    }),
    ("credit on", |p| {
        p.credits[0].on = vec!["invoice".into()];
    }),
    ("credit amount", |p| {
        p.credits[0].amount = "margin".into();
    }),
    ("credit when", |p| {
        p.credits[0].when = kinds(&["old"]);
    }),
    ("credit to", |p| {
        p.credits[1].to = To::Role("partner".into());
    }),
    ("credit share", |p| {
        p.credits[0].share = percent(60);
    }),
    ("share_when", |p| {
        p.credits[0].share_when[0].1 = percent(90);
    }),
    ("share_when condition", |p| {
        p.credits[0].share_when[0].0 = kinds(&["old"]);
    }),
    ("weight by", |p| {
        p.credits[0].weight.as_mut().unwrap().by = "segment".into();
    }),
    ("weight row", |p| {
        p.credits[0].weight.as_mut().unwrap().rows[0].rate = percent(300);
    }),
    ("weight is", |p| {
        p.credits[0].weight.as_mut().unwrap().rows[0].is = "crowd".into();
    }),
    ("weight from", |p| {
        p.credits[0].weight.as_mut().unwrap().rows[0].from = None;
    }),
    ("weight until", |p| {
        p.credits[0].weight.as_mut().unwrap().rows[0].until = None;
    }),
    ("weight other", |p| {
        p.credits[0].weight.as_mut().unwrap().other = None;
    }),
    ("most", |p| {
        p.credits[0].most = Some(1);
    }),
    ("remainder", |p| {
        p.credits[0].to = To::Split { remainder: Remainder::Largest };
    }),
    ("roll-up of", |p| {
        p.credits[3].to = To::RollUp { of: vec!["csm.kept".into()], levels: 2, first: 1, once: true };
    }),
    ("roll-up levels", |p| {
        p.credits[3].to = To::RollUp { of: vec!["ae.new".into()], levels: 3, first: 1, once: true };
    }),
    ("roll-up first", |p| {
        p.credits[3].to = To::RollUp { of: vec!["ae.new".into()], levels: 2, first: 2, once: true };
    }),
    ("roll-up once", |p| {
        p.credits[3].to = To::RollUp { of: vec!["ae.new".into()], levels: 2, first: 1, once: false };
    }),
    ("assigned by", |p| {
        p.credits[5].to = To::Assigned { by: "account".into(), role: Some("engineer".into()) };
    }),
    ("assigned role", |p| {
        p.credits[5].to = To::Assigned { by: "territory".into(), role: None };
    }),
    ("measure id", |p| {
        p.measures[0].id = "sales".into();
    }),
    ("measure what", |p| {
        p.measures[0].what = What::Count(vec![0]);
    }),
    ("measure credits", |p| {
        p.measures[0].what = What::Sum(vec![1]);
    }),
    ("ratio below", |p| {
        p.measures[1].what = What::Ratio { above: vec![2], below: vec![0] };
    }),
    ("measure over", |p| {
        p.measures[0].over = Over::Quarter;
    }),
    ("quota", |p| {
        p.measures[0].quota = Quota::None;
    }),
    ("quota amount", |p| {
        p.measures[2].quota = Quota::Fixed(30_000_000);
    }),
    ("seasons", |p| {
        p.measures[0].seasons[0] = percent(21);
    }),
    ("ramp", |p| {
        p.measures[0].ramp[0] = percent(1);
    }),
    ("prorate", |p| {
        p.measures[0].prorate = Prorate::No;
    }),
    ("first day", |p| {
        p.measures[0].prorate = Prorate::Days { first_counts: false };
    }),
    ("prorate months", |p| {
        p.measures[0].prorate = Prorate::Months;
    }),
    ("to_date", |p| {
        p.measures[0].to_date = true;
    }),
    ("component id", |p| {
        p.components[0].id = "x".into();
    }),
    ("objective", |p| {
        p.components[0].objective = None;
    }),
    ("component weight", |p| {
        p.components[0].weight = Some(percent(70));
    }),
    ("component measure", |p| {
        p.components[0].measure = Some(1);
    }),
    ("component credits", |p| {
        p.components[3].credits = vec![4];
    }),
    ("component over", |p| {
        p.components[0].over = Over::Quarter;
    }),
    ("price", |p| {
        p.components[0].price = Price::Share;
    }),
    ("each", |p| {
        p.components[3].price = Price::Each(15_001);
    }),
    ("rate", |p| {
        p.components[4].price = Price::Rate(percent(11));
    }),
    ("own", |p| {
        p.components[4].price = Price::Own;
    }),
    ("amount", |p| {
        p.components[2].price = Price::Amount(100_001);
    }),
    ("counts", |p| {
        p.components[0].counts = Counts::Credit;
    }),
    ("retro", |p| {
        let tiers = tiers_of(p).clone();
        p.components[0].shape = Shape::Retro(tiers);
    }),
    ("edge", |p| {
        tiers_of(p).edge = Edge::Lower;
    }),
    ("tier from", |p| {
        tiers_of(p).rows[1].from = 490_000;
    }),
    ("tier to", |p| {
        tiers_of(p).rows[0].to = Some(490_000);
    }),
    ("tier times", |p| {
        tiers_of(p).rows[0].pays = TierPays::Times(percent(81));
    }),
    ("tier rate", |p| {
        tiers_of(p).rows[0].pays = TierPays::Rate(percent(80));
    }),
    ("tier whole", |p| {
        tiers_of(p).rows[0].pays = TierPays::Whole(80);
    }),
    ("points", |p| {
        p.components[1].shape = Shape::Linear(points(&[(85, 0), (92, 100), (97, 181)]));
    }),
    ("point at", |p| {
        p.components[1].shape = Shape::Linear(points(&[(85, 0), (92, 100), (98, 180)]));
    }),
    ("step", |p| {
        p.components[1].shape =
            Shape::Step { points: points(&[(85, 0), (92, 100), (97, 180)]), edge: Edge::Upper };
    }),
    ("matrix across", |p| {
        matrix_of(p).across = 0;
    }),
    ("matrix down", |p| {
        matrix_of(p).down_at[0] = 810_000;
    }),
    ("matrix columns", |p| {
        matrix_of(p).across_at[0] = 860_000;
    }),
    ("matrix level", |p| {
        matrix_of(p).across_level = Level::Attainment;
    }),
    ("matrix cell", |p| {
        matrix_of(p).cells[1][1] = percent(151);
    }),
    ("bilinear", |p| {
        matrix_of(p).bilinear = false;
    }),
    ("threshold", |p| {
        p.components[0].threshold.as_mut().unwrap().at = 310_000;
    }),
    ("from zero", |p| {
        p.components[0].threshold.as_mut().unwrap().from_zero = false;
    }),
    ("top", |p| {
        p.components[0].top = None;
    }),
    ("component most", |p| {
        p.components[0].most = Some(Limit::Money(1));
    }),
    ("component least", |p| {
        p.components[0].least = None;
    }),
    ("gate measure", |p| {
        p.components[0].gates[0].measure = 6;
    }),
    ("gate level", |p| {
        p.components[0].gates[0].at_least = 860_000;
    }),
    ("gate unit", |p| {
        p.components[0].gates[0].level = Level::Attainment;
    }),
    ("gate otherwise", |p| {
        p.components[0].gates[0].otherwise = percent(51);
    }),
    ("times when", |p| {
        p.components[0].times[0] = Times::When { when: kinds(&["new"]), rate: percent(121), name: None };
    }),
    ("times name", |p| {
        let name = Some("Autumn".to_owned());
        p.components[0].times[0] = Times::When { when: kinds(&["new"]), rate: percent(120), name };
    }),
    ("times condition", |p| {
        p.components[0].times[0] = Times::When { when: kinds(&["old"]), rate: percent(120), name: None };
    }),
    ("times step", |p| {
        p.components[0].times[1] =
            Times::Step { measure: 6, level: Level::Value, points: points(&[(0, 91), (50, 100)]) };
    }),
    ("times word", |p| {
        p.components[0].times[2] =
            Times::Word { figure: "manners".into(), words: vec![("low".into(), percent(81))] };
    }),
    ("times figure", |p| {
        p.components[0].times[2] =
            Times::Word { figure: "care".into(), words: vec![("low".into(), percent(80))] };
    }),
    ("settles", |p| {
        p.components[0].settles = Settles::AtEnd;
    }),
    ("component rounding", |p| {
        p.components[0].round_at = None;
    }),
    ("tranche share", |p| {
        p.components[0].tranches[0].share = percent(40);
    }),
    ("tranche when", |p| {
        p.components[0].tranches[0].when = Due::Months(2);
    }),
    ("tranche forfeit", |p| {
        p.components[0].tranches[1].forfeit_after = None;
    }),
    ("component from", |p| {
        p.components[3].from = Some(day("2026-05-02"));
    }),
    ("component until", |p| {
        p.components[3].until = None;
    }),
    ("pool", |p| {
        p.components[3].pool.as_mut().unwrap().amount = 1;
    }),
    ("pool by", |p| {
        p.components[3].pool.as_mut().unwrap().by = PoolBy::Earned;
    }),
    ("prizes", |p| {
        p.components[3].prizes.as_mut().unwrap().amounts[0] = 1;
    }),
    ("ties", |p| {
        p.components[3].prizes.as_mut().unwrap().ties = Ties::First;
    }),
    ("place", |p| {
        p.components[3].prizes.as_mut().unwrap().at_least = 0;
    }),
    ("decelerates", |p| {
        p.components[4].decelerates = false;
    }),
    ("after bonus", |p| {
        p.components[4].circular.as_mut().unwrap().after_bonus = false;
    }),
    ("tax", |p| {
        p.components[4].circular.as_mut().unwrap().tax = None;
    }),
    ("lowers tax", |p| {
        p.components[4].circular.as_mut().unwrap().bonus_lowers_tax = false;
    }),
    ("level", |p| {
        p.components[0].level = Level::Value;
    }),
    ("cap", |p| {
        p.settlement.cap = None;
    }),
    ("cap over", |p| {
        p.settlement.cap.as_mut().unwrap().over = Over::Month;
    }),
    ("cap money", |p| {
        p.settlement.cap.as_mut().unwrap().limit = Limit::Money(1);
    }),
    ("negative", |p| {
        p.settlement.negative = Negative::Owe;
    }),
    ("forgive", |p| {
        p.settlement.negative = Negative::Forgive;
    }),
    ("draw", |p| {
        p.settlement.draw = None;
    }),
    ("draw kind", |p| {
        p.settlement.draw.as_mut().unwrap().kind = DrawKind::OnTop;
    }),
    ("draw non-recoverable", |p| {
        p.settlement.draw.as_mut().unwrap().kind = DrawKind::NonRecoverable;
    }),
    ("draw amount", |p| {
        p.settlement.draw.as_mut().unwrap().amount = 1;
    }),
    ("draw periods", |p| {
        p.settlement.draw.as_mut().unwrap().periods = None;
    }),
    ("draw limit", |p| {
        p.settlement.draw.as_mut().unwrap().balance_cap = None;
    }),
    ("draw forgiven", |p| {
        p.settlement.draw.as_mut().unwrap().forgive = false;
    }),
    ("guarantee", |p| {
        p.settlement.guarantee.as_mut().unwrap().amount = 1;
    }),
    ("guarantee periods", |p| {
        p.settlement.guarantee.as_mut().unwrap().periods = 4;
    }),
    ("hold", |p| {
        p.settlement.hold = None;
    }),
    ("hold share", |p| {
        p.settlement.hold.as_mut().unwrap().share = percent(26);
    }),
    ("hold until", |p| {
        p.settlement.hold.as_mut().unwrap().release = Due::On("payment".into());
    }),
    ("hold forfeit", |p| {
        p.settlement.hold.as_mut().unwrap().forfeit_after = None;
    }),
    ("hold of", |p| {
        p.settlement.hold.as_mut().unwrap().components.clear();
    }),
    ("clawback", |p| {
        p.settlement.clawback = None;
    }),
    ("clawback on", |p| {
        p.settlement.clawback.as_mut().unwrap().on.push("return".into());
    }),
    ("clawback within", |p| {
        p.settlement.clawback.as_mut().unwrap().within = None;
    }),
    ("clawback method", |p| {
        p.settlement.clawback.as_mut().unwrap().method = ClawbackMethod::AtMargin;
    }),
    ("clawback served", |p| {
        p.settlement.clawback.as_mut().unwrap().served_months = None;
    }),
    ("cap order", |p| {
        p.settlement.cap_after_draw = true;
    }),
    ("hold order", |p| {
        p.settlement.hold_before_cap = true;
    }),
    ("leave relief", |p| {
        p.settlement.leave.relief_after_days = None;
    }),
    ("leave pays", |p| {
        p.settlement.leave.pays = LeavePays::Target;
    }),
    ("leave average", |p| {
        p.settlement.leave.pays = LeavePays::Average(7);
    }),
    ("capitalise", |p| {
        p.settlement.capitalise = None;
    }),
    ("capitalise months", |p| {
        p.settlement.capitalise.as_mut().unwrap().months = 37;
    }),
    ("capitalise of", |p| {
        p.settlement.capitalise.as_mut().unwrap().components.clear();
    }),
    ("capitalise above", |p| {
        p.settlement.capitalise.as_mut().unwrap().expedient_months = None;
    }),
];
