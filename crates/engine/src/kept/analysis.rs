//! What pay plans pay for, as the tables of results have it: for those who operate.

use plumb_store::{Cell, Store};
use plumb_units::{Currency, MILLION, Rounding, divide};

use super::Kept;
use crate::EngineError;
use crate::pay::{
    AnalyseView, CostView, CurveView, DeadView, InversionView, MixView, PayPlanView, ShapeView, SlopeView,
    TimingView,
};
use crate::review::MoneyView;
use crate::seen::Viewer;
use crate::view::money;

/// One row of a table.
struct Row<'a> {
    cells: &'a [Cell],
    currency: Currency,
}

impl Row<'_> {
    fn text(&self, at: usize) -> Option<String> {
        self.cells.get(at)?.text().map(str::to_owned)
    }

    fn id(&self, at: usize) -> String {
        self.text(at).unwrap_or_default()
    }

    fn int(&self, at: usize) -> i64 {
        self.cells.get(at).and_then(Cell::int).unwrap_or(0)
    }

    fn real(&self, at: usize) -> Option<f64> {
        self.cells.get(at)?.real()
    }

    /// Millionths of the currency as money.
    fn amount(&self, at: usize) -> Option<MoneyView> {
        let millionths = i128::from(self.cells.get(at)?.int()?);
        let scale = 10_i128.checked_pow(self.currency.minor_digits())?;
        let minor = divide(millionths.checked_mul(scale)?, i128::from(MILLION), Rounding::HalfUp)?;
        Some(money(i64::try_from(minor).ok()?, self.currency))
    }

    fn money(&self, at: usize) -> MoneyView {
        self.amount(at).unwrap_or_else(|| money(0, self.currency))
    }
}

impl Kept {
    /// What pay plans pay for. `None` where the viewer does not operate, and where the company has no currency.
    ///
    /// # Errors
    /// The catalogue's own.
    pub fn pay_analysis(&self, viewer: &Viewer) -> Result<Option<AnalyseView>, EngineError> {
        let plan = &self.pass.look.texts.plan;
        let Some(currency) = plan.company.currency.filter(|_| *viewer == Viewer::Operator) else {
            return Ok(None);
        };
        let store = self.pass.look.catalogue.connect()?;
        let plans = plan.of_kind("pay").map(|pay| PayPlanView {
            name: pay.text("name").map_or_else(|| pay.id.to_string(), str::to_owned),
            version: pay.count("version").and_then(|version| u32::try_from(version).ok()).unwrap_or(1),
            id: pay.id.to_string(),
        });
        Ok(Some(AnalyseView {
            plans: plans.collect(),
            shapes: rows(&store, currency, SHAPES, |row| ShapeView {
                plan: row.id(0),
                component: row.id(1),
                kind: row.id(2),
                at: level(row),
                before: row.real(5),
                after: row.real(6),
                jump: row.amount(7).filter(|jump| jump.minor != 0),
                place: None,
                says: String::new(),
            })?,
            curve: rows(&store, currency, CURVE, curve)?,
            slopes: rows(&store, currency, SLOPES, |row| SlopeView {
                plan: row.id(0),
                role: row.text(1),
                person: row.text(2),
                offering: row.id(3),
                segment: row.text(4),
                day: row.id(5),
                now: row.real(6).unwrap_or(0.0),
                year: row.real(7),
                cash: row.real(8),
            })?,
            mix: rows(&store, currency, MIX, |row| MixView {
                objective: row.id(0),
                plan: row.text(1),
                weight: row.real(2),
                pay_share: row.real(3).unwrap_or(0.0),
                value: row.real(4),
                price: row.real(5),
            })?,
            inversions: rows(&store, currency, INVERSIONS, |row| InversionView {
                more: row.id(0),
                less: row.id(1),
                value_ratio: row.real(2).unwrap_or(0.0),
                pay_ratio: row.real(3).unwrap_or(0.0),
                amount: row.money(4),
                day: row.id(5),
            })?,
            timing: rows(&store, currency, TIMING, |row| TimingView {
                plan: row.id(0),
                person: row.text(1),
                period: row.id(2),
                gain: row.money(3),
                direction: row.id(4),
            })?,
            cost: rows(&store, currency, COST, |row| CostView {
                period: row.id(0),
                p10: row.money(1),
                p50: row.money(2),
                p90: row.money(3),
                mean: row.money(4),
                target: row.money(5),
                share_p50: row.real(6),
                paths: row.int(7),
            })?,
            dead: rows(&store, currency, DEAD, |row| {
                let own = row.text(9).and_then(|code| Currency::parse(&code).ok()).unwrap_or(currency);
                let money = |at| Row { cells: row.cells, currency: own }.money(at);
                DeadView {
                    plan: row.id(0),
                    period: row.id(1),
                    end: row.id(2),
                    people: row.int(3),
                    earns_nothing: row.int(4),
                    paid_nothing: row.int(5),
                    money: money(6),
                    money_earns_nothing: money(7),
                    money_paid_nothing: money(8),
                }
            })?,
        }))
    }
}

impl Kept {
    /// What pay plans pay at each attainment, as a share of the pay at target: no amount of anybody.
    ///
    /// # Errors
    /// The catalogue's own.
    pub fn pay_curve(&self) -> Result<Vec<CurveView>, EngineError> {
        let Some(currency) = self.pass.look.texts.plan.company.currency else { return Ok(Vec::new()) };
        let store = self.pass.look.catalogue.connect()?;
        rows(&store, currency, CURVE, curve)
    }
}

fn curve(row: &Row<'_>) -> CurveView {
    CurveView {
        plan: row.id(0),
        component: row.text(1),
        attainment: row.real(2).unwrap_or(0.0),
        paid_share: row.real(3).unwrap_or(0.0),
        slope: row.real(4),
    }
}

const SHAPES: &str = "select pay, component, kind, attainment, at_amount, before, after, jump from pay_shapes \
     order by pay, position, attainment, at_amount, kind";
const CURVE: &str = "select pay, component, attainment, paid_share, slope from pay_curve order by pay, component, attainment, paid_share";
const SLOPES: &str = "select pay, role, person, offering, segment, on_day, now, year, cash from pay_slopes \
     order by pay, role, person, offering, segment, on_day";
const MIX: &str = "select objective, pay, weight, pay_share, value, price from pay_mix order by weight desc, objective, pay";
const INVERSIONS: &str =
    "select more, less, value_ratio, pay_ratio, amount, on_day from pay_inversions order by more, less";
const TIMING: &str =
    "select pay, person, period, gain, direction from pay_timing order by pay, period, person, direction";
const COST: &str =
    "select period, p10, p50, p90, mean, target, share_p50, paths from pay_cost order by period";
const DEAD: &str = "select pay, period, end_on, people, earns_nothing, paid_nothing, money, money_earns_nothing, \
     money_paid_nothing, currency from pay_dead order by pay, end_on";

/// The level of a point: a share of the quota, or an amount.
fn level(row: &Row<'_>) -> String {
    match (row.real(3), row.amount(4)) {
        (Some(share), _) => {
            let text = format!("{:.1}", share * 100.0);
            format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
        }
        (None, Some(amount)) => format!("{} {}", amount.amount, amount.currency),
        (None, None) => String::new(),
    }
}

fn rows<T>(
    store: &Store,
    currency: Currency,
    sql: &str,
    view: impl Fn(&Row<'_>) -> T,
) -> Result<Vec<T>, EngineError> {
    let found = store.query(sql, &[])?;
    Ok(found.rows.iter().map(|cells| view(&Row { cells, currency })).collect())
}
