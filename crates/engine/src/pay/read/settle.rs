//! How what is earned becomes what is paid.

use plumb_diag::{Problem, Span};
use plumb_pay::component::Limit;
use plumb_pay::settlement::{
    Cap, Capitalise, Clawback, ClawbackMethod, Draw, DrawKind, Guarantee, Hold, Leave, LeavePays, Negative,
    Settlement, Within,
};
use plumb_pay::{Over, settlement};
use plumb_plan::Entity;
use plumb_units::Quantity;

use super::Reading;
use super::fields::Fields;
use super::times::{days, months};

/// Settings that say something of another one only.
const RESTS_ON: &[(&str, &str)] = &[
    ("cap_over", "cap"),
    ("cap_order", "cap"),
    ("draw_kind", "draw"),
    ("draw_periods", "draw"),
    ("draw_limit", "draw"),
    ("draw_forgiven", "draw"),
    ("guarantee_periods", "guarantee"),
    ("hold_until", "hold"),
    ("hold_forfeit", "hold"),
    ("hold_of", "hold"),
    ("hold_order", "hold"),
    ("clawback_on", "clawback"),
    ("clawback_within", "clawback"),
    ("clawback_served", "clawback"),
    ("leave_periods", "leave_pays"),
    ("capitalise_of", "capitalise"),
    ("capitalise_above", "capitalise"),
];

impl<'p> Reading<'p> {
    pub(super) fn settlement(&mut self) -> Settlement {
        let pay: &'p Entity = self.pay;
        for (field, on) in RESTS_ON {
            // Draws may be the person's own.
            let own = *on == "draw" && pay.rows("example").iter().any(|example| example.has("draw"));
            if pay.has(field) && !pay.has(on) && !own {
                let message = format!("`pay.{}` has `{field}` and no `{on}`", pay.id);
                let problem = Problem::error("missing-field", message).at(pay.place(field), "");
                self.report(problem.help(format!("add `{on}`, or remove `{field}`")));
            }
        }
        Settlement {
            cap: self.cap(pay),
            negative: match pay.choice("negative") {
                Some("owe") => Negative::Owe,
                Some("forgive") => Negative::Forgive,
                _ => Negative::Carry,
            },
            draw: self.draw(pay),
            guarantee: self.guarantee(pay),
            hold: self.hold(pay),
            clawback: self.clawback(pay),
            cap_after_draw: pay.choice("cap_order") == Some("after-draw"),
            hold_before_cap: pay.choice("hold_order") == Some("before-cap"),
            leave: Leave {
                relief_after_days: days(pay, "leave_relief"),
                pays: match pay.choice("leave_pays") {
                    Some("target") => LeavePays::Target,
                    Some("average") => LeavePays::Average(small(pay.count("leave_periods")).unwrap_or(6)),
                    _ => LeavePays::Earned,
                },
            },
            capitalise: small(pay.count("capitalise")).map(|months| Capitalise {
                months,
                components: self.components_of(pay, "capitalise_of"),
                expedient_months: small(pay.count("capitalise_above")),
            }),
        }
    }

    fn components_of(&mut self, pay: &Entity, field: &str) -> Vec<usize> {
        let known: Vec<String> = self.components.iter().map(|component| component.id.clone()).collect();
        self.places_of(pay.texts(field), "component", &known)
    }

    fn cap(&mut self, pay: &Entity) -> Option<Cap> {
        let limit = match pay.quantity("cap")? {
            Quantity::Rate(rate) => Limit::OfTarget(rate),
            _ => Limit::Money(self.money(pay, "cap")?),
        };
        let every = pay.choice("every").and_then(|word| super::over(word, 0)).unwrap_or(Over::Month);
        Some(Cap { limit, over: if pay.choice("cap_over") == Some("period") { every } else { Over::Year } })
    }

    fn draw(&mut self, pay: &Entity) -> Option<Draw> {
        // A draw of nothing stands where only people have draws of their own.
        let amount = match pay.money("draw") {
            Some(_) => self.money(pay, "draw")?,
            None if pay.has("draw_kind") => 0,
            None => return None,
        };
        let kind = match pay.choice("draw_kind") {
            Some("non-recoverable") => DrawKind::NonRecoverable,
            Some("advance") => DrawKind::Advance,
            Some("on-top") => DrawKind::OnTop,
            _ => DrawKind::Recoverable,
        };
        Some(Draw {
            kind,
            amount,
            periods: small(pay.count("draw_periods")),
            balance_cap: self.money(pay, "draw_limit"),
            forgive: pay.is("draw_forgiven"),
        })
    }

    fn guarantee(&mut self, pay: &Entity) -> Option<Guarantee> {
        let amount = self.money(pay, "guarantee")?;
        let periods = small(pay.count("guarantee_periods"));
        if periods.is_none() && !pay.has("guarantee_periods") {
            let message = format!("`pay.{}` guarantees pay and does not say for how long", pay.id);
            let problem = Problem::error("missing-field", message).at(pay.place("guarantee"), "");
            self.report(problem.help("add `guarantee_periods = 3`"));
        }
        Some(Guarantee { amount, periods: periods.unwrap_or(0) })
    }

    fn hold(&mut self, pay: &Entity) -> Option<Hold> {
        let share = pay.rate("hold")?;
        let release = match pay.text("hold_until") {
            Some(text) => self.due(text, pay.place("hold_until"))?,
            None => {
                if !pay.has("hold_until") {
                    let message = format!("`pay.{}` holds {share} and does not say until when", pay.id);
                    let problem = Problem::error("missing-field", message).at(pay.place("hold"), "");
                    self.report(
                        problem.help("add `hold_until = \"payment\"`, or a time such as `\"90 days\"`"),
                    );
                }
                return None;
            }
        };
        let components = self.components_of(pay, "hold_of");
        Some(Hold { share, release, forfeit_after: days(pay, "hold_forfeit"), components })
    }

    fn clawback(&mut self, pay: &Entity) -> Option<Clawback> {
        let method = match pay.choice("clawback")? {
            "at-margin" => ClawbackMethod::AtMargin,
            "recalculate" => ClawbackMethod::Recalculate,
            _ => ClawbackMethod::OriginalRate,
        };
        let on = self.events(pay, "clawback_on");
        if on.is_empty() && !pay.has("clawback_on") {
            let message = format!("`pay.{}` takes pay back and does not say after which events", pay.id);
            let problem = Problem::error("missing-field", message).at(pay.place("clawback"), "");
            self.report(problem.help("add `clawback_on = [\"cancel\", \"return\"]`"));
        }
        let within =
            pay.text("clawback_within").and_then(|text| self.within(text, pay.place("clawback_within")));
        Some(settlement::Clawback { on, within, method, served_months: small(pay.count("clawback_served")) })
    }

    fn within(&mut self, text: &str, span: Span) -> Option<Within> {
        if let Some(months) = months(text) {
            return Some(Within::Months(months));
        }
        if let Ok(duration) = plumb_units::Duration::parse(text) {
            return Some(Within::Days(duration.days()));
        }
        let problem = Problem::error("wrong-value", format!("`{text}` is no length of time")).at(span, "");
        self.report(problem.help("write it as `\"90 days\"` or `\"12 months\"`"));
        None
    }
}

fn small(count: Option<i64>) -> Option<u32> {
    count.map(|count| u32::try_from(count).unwrap_or(u32::MAX))
}
