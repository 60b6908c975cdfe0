//! When and how it is paid: rounding, draws, caps, holds, refunds, absence.

use plumb_units::Money;

use super::component::rounded;
use super::words::{and, count, or, rounding, window};
use super::{Named, Section, Writer};
use crate::component::Limit;
use crate::plan::{Convert, Over};
use crate::settlement::{ClawbackMethod, DrawKind, LeavePays, Negative, Within};

impl Writer<'_> {
    pub(super) fn payment(&self) -> Section {
        let plan = self.plan;
        let mut paragraphs = Vec::new();
        let convert = match plan.convert {
            Convert::PlanRate => format!(
                "at the exchange rate in force on {}, for the whole plan",
                super::words::day(plan.from)
            ),
            Convert::TransactionDay => "at the exchange rate in force on the day of the sale".to_owned(),
        };
        paragraphs.push(format!(
            "You are paid once every {}, in {}. Amounts in other currencies are converted {convert}. {} Amounts are rounded to {} {}.",
            window(plan.every),
            plan.currency,
            rounded(plan.round_at),
            Money::new(1, plan.currency),
            rounding(plan.rounding),
        ));
        paragraphs.push(match plan.settlement.negative {
            Negative::Carry => {
                "If a pay period comes out below zero, what is missing is set against later pay.".to_owned()
            }
            Negative::Owe => {
                "If a pay period comes out below zero, you owe what is missing at once.".to_owned()
            }
            Negative::Forgive => {
                "If a pay period comes out below zero, you are paid nothing and owe nothing.".to_owned()
            }
        });
        paragraphs.extend(self.draw());
        if let Some(guarantee) = plan.settlement.guarantee {
            paragraphs.push(format!(
                "In your first {} you are paid at least {} for each.",
                count(guarantee.periods, "pay period"),
                self.money(guarantee.amount)
            ));
        }
        Section { heading: "When you are paid".to_owned(), paragraphs, table: None }
    }

    fn draw(&self) -> Option<String> {
        let draw = self.plan.settlement.draw?;
        let amount = self.money(self.reader.draw.unwrap_or(draw.amount));
        let when = match draw.periods {
            Some(periods) => format!("In your first {}", count(periods, "pay period")),
            None => "In every pay period".to_owned(),
        };
        let mut text = match draw.kind {
            DrawKind::Recoverable => format!(
                "{when} your pay is filled up to {amount}. What was filled up is taken off later pay above this amount."
            ),
            DrawKind::NonRecoverable => {
                format!("{when} your pay is filled up to {amount}. Nothing of it is taken off later.")
            }
            DrawKind::Advance => format!(
                "{when} you are paid {amount} in advance. It is taken off what you earn in the same period; what you did not earn is forgiven."
            ),
            DrawKind::OnTop => format!(
                "{when} you are paid {amount} on top of what you earn. It is taken off later pay that exceeds it."
            ),
        };
        if let Some(most) = draw.balance_cap {
            text += &format!(
                " You never owe more than {} from this; what would go above it is not paid.",
                self.money(most)
            );
        }
        if matches!(draw.kind, DrawKind::Recoverable | DrawKind::OnTop) {
            text += if draw.forgive {
                " What is still owed after the last of these payments is forgiven."
            } else {
                " What is still owed after the last of these payments stays owed."
            };
        } else if draw.forgive {
            text += " Nothing is owed after the last of these payments.";
        }
        Some(text)
    }

    /// The cap and what is held.
    pub(super) fn limits(&self) -> Section {
        let settlement = &self.plan.settlement;
        let mut paragraphs = Vec::new();
        match settlement.cap {
            None => paragraphs.push("All parts together have no upper limit.".to_owned()),
            Some(cap) => {
                let limit = match cap.limit {
                    Limit::Money(amount) => self.money(amount),
                    Limit::OfTarget(rate) => format!("{rate} of your target"),
                };
                let order = if settlement.cap_after_draw {
                    "The limit applies to what earnings and draw make together."
                } else {
                    "The limit applies to what you earn, before any draw."
                };
                let later = match cap.over {
                    Over::Transaction => "",
                    _ => " What lies above counts again if later pay in the same time is lower.",
                };
                paragraphs.push(format!(
                    "All parts together pay at most {limit} for a full {}. {order}{later}",
                    window(cap.over)
                ));
            }
        }
        if settlement.cap.is_none() && settlement.cap_after_draw {
            paragraphs.push(
                "Should a limit be agreed later, it applies to what earnings and draw make together."
                    .to_owned(),
            );
        }
        if let Some(hold) = &settlement.hold {
            let names = self.components(&hold.components);
            let of = if names.is_empty() {
                "what you earn".to_owned()
            } else {
                format!("what you earn from {}", and(&names))
            };
            let lost = hold
                .forfeit_after
                .map(|days| format!(" If that takes more than {}, it is lost.", count(days, "day")));
            let order = match (settlement.cap, settlement.hold_before_cap) {
                (None, _) => "",
                (Some(_), true) => " It is held before the limit applies.",
                (Some(_), false) => " It is held of what the limit leaves.",
            };
            paragraphs.push(format!(
                "{} of {of} is held back and paid {}.{}{order}",
                hold.share,
                self.due(&hold.release),
                lost.unwrap_or_default()
            ));
        } else {
            paragraphs.push("Nothing is held back.".to_owned());
        }
        if let Some(capitalise) = &settlement.capitalise {
            let names = self.components(&capitalise.components);
            let of =
                if names.is_empty() { "this pay".to_owned() } else { format!("pay from {}", and(&names)) };
            let short = capitalise.expedient_months;
            let short = short
                .map(|months| format!(", but at once for contracts of at most {}", count(months, "month")));
            paragraphs.push(format!(
                "The company's books spread the cost of {of} over {}{}. This does not change what you are paid.",
                count(capitalise.months, "month"),
                short.unwrap_or_default()
            ));
        }
        Section { heading: "Limits and what is held back".to_owned(), paragraphs, table: None }
    }

    fn components(&self, places: &[usize]) -> Vec<String> {
        let components = places.iter().filter_map(|place| self.plan.components.get(*place));
        components.map(|component| self.name(Named::Component(&component.id))).collect()
    }

    pub(super) fn taken_back(&self) -> Section {
        let paragraphs = match &self.plan.settlement.clawback {
            None => vec![
                "No event makes you pay back what a sale has earned. A negative sale that counts as said above lowers your results on its own day.".to_owned(),
            ],
            Some(clawback) => {
                let events: Vec<_> = clawback.on.iter().map(|event| self.name(Named::Event(event))).collect();
                let within = match clawback.within {
                    Some(Within::Days(days)) => format!(" within {} after the sale", count(days, "day")),
                    Some(Within::Months(months)) => format!(" within {} after the sale", count(months, "month")),
                    None => ", however long after the sale".to_owned(),
                };
                let how = match clawback.method {
                    ClawbackMethod::OriginalRate => "You give back exactly what the sale was paid.",
                    ClawbackMethod::AtMargin => "It counts as a negative sale on its own day, at the rate of that day.",
                    ClawbackMethod::Recalculate => {
                        "Your pay is computed anew as if the sale had never been; steps that it opened for other sales close again."
                    }
                };
                let served = clawback.served_months.map(|months| {
                    format!(" A sale is earned over {}: only the months not served are given back.", count(months, "month"))
                });
                vec![format!("This applies at {}{within}; if a part of a sale is taken back, to that part. {how}{}", or(&events), served.unwrap_or_default())]
            }
        };
        Section { heading: "If a sale is taken back".to_owned(), paragraphs, table: None }
    }

    pub(super) fn absence(&self) -> Section {
        let leave = self.plan.settlement.leave;
        let relief = match leave.relief_after_days {
            Some(days) => format!(
                "After {} of one absence your quota is lowered by the days missed.",
                count(days, "day")
            ),
            None => "Absence does not lower your quota.".to_owned(),
        };
        let pays = match leave.pays {
            LeavePays::Earned => "Meanwhile you are paid what you earn.".to_owned(),
            LeavePays::Average(periods) => format!(
                "Meanwhile you are paid at least the mean of the {} before, in proportion to the days missed.",
                count(periods, "pay period")
            ),
            LeavePays::Target => {
                "Meanwhile you are paid at least your target, in proportion to the days missed.".to_owned()
            }
        };
        let paragraphs =
            vec![format!("{relief} {pays}"), "By signing, both sides agree to this plan.".to_owned()];
        Section { heading: "If you are away".to_owned(), paragraphs, table: None }
    }
}
