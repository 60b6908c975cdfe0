//! Finance's control totals beside the facts: a table, and below it what could explain each difference.

use plumb_engine::{ControlTotalView, FigureView, LeadView, ReconcileView, TableView};

use crate::cells::{clean, cut, hanging, left, right, width};
use crate::figures::{count, grouped};
use crate::paper::Paper;
use crate::table::justified;

/// Columns that a place may take.
const PLACE_MAX: usize = 48;

/// Differences that are explained; programs get all of them.
const EXPLAINED_MAX: usize = 3;

/// A table per measure and period; below it, of the newest differences beyond the tolerance, the rows that could explain them.
pub fn reconcile(view: &ReconcileView, paper: Paper) -> String {
    let mut out = format!(
        "{}\n\n",
        paper.heading(&format!(
            "{}: Finance's control totals beside the facts, as of {}",
            clean(&view.company),
            clean(&view.as_of)
        ))
    );
    if let Some(missing) = &view.missing {
        out += &hanging("", missing, paper.columns());
        return out;
    }
    let rows =
        view.totals.iter().map(|total| cells(total).into_iter().map(serde_json::Value::from).collect());
    let table = TableView {
        columns: ["measure", "period", "Finance", "facts", "difference", "", "state"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
        notes: Vec::new(),
    };
    out += &justified(&table, paper);
    for total in view.totals.iter().filter(|total| total.state == "not compared") {
        let why = total.why_not.as_deref().unwrap_or("no figure");
        let name = format!("{} {}", total.measure, total.period.name);
        out += &hanging("", &format!("`{}` is not compared: {}", clean(&name), clean(why)), paper.columns());
    }
    let mut differing: Vec<&ControlTotalView> =
        view.totals.iter().filter(|total| total.state == "differs").collect();
    differing.sort_by(|a, b| b.period.until.cmp(&a.period.until));
    for total in differing.iter().take(EXPLAINED_MAX) {
        out += &explained(total, paper);
    }
    if differing.len() > EXPLAINED_MAX {
        let more = count(differing.len() - EXPLAINED_MAX, "earlier difference", "earlier differences");
        out += &format!("\n{}\n", paper.quiet(&format!("… and {more}; `--format json` has the rows of all")));
    }
    out.push('\n');
    let differing = differing.len();
    let compared = view.totals.iter().filter(|total| total.state != "not compared").count();
    let tolerance = percent(view.tolerance);
    let verdict = match differing {
        0 => format!("{} within {tolerance} of Finance", count(compared, "total is", "totals are")),
        _ => format!(
            "{differing} of {} more than {tolerance} from Finance",
            count(compared, "total lies", "totals lie")
        ),
    };
    out += &format!("{}\n", if differing > 0 { paper.broken(&verdict) } else { verdict });
    for note in &view.notes {
        out += &hanging("", note, paper.columns());
    }
    out
}

fn cells(total: &ControlTotalView) -> [String; 7] {
    let figure = |figure: &Option<FigureView>| figure.as_ref().map_or_else(|| "-".to_owned(), written);
    let signed =
        total.difference.as_ref().map_or_else(|| "-".to_owned(), |difference| plus(&written(difference)));
    let share = total.share.map(|share| plus(&percent(share))).unwrap_or_default();
    [
        cut(&total.measure, PLACE_MAX),
        cut(&total.period.name, PLACE_MAX),
        figure(&total.finance),
        figure(&total.facts),
        signed,
        share,
        total.state.clone(),
    ]
}

/// A difference with its leads.
fn explained(total: &ControlTotalView, paper: Paper) -> String {
    let difference = total.difference.as_ref().map(written).unwrap_or_default();
    let (size, word) = match difference.strip_prefix('-') {
        Some(size) => (size.to_owned(), "less"),
        None => (difference, "more"),
    };
    let share = total.share.map(|share| format!(" ({})", percent(share.abs()))).unwrap_or_default();
    let head = format!(
        "{} {}: the facts say {size} {word} than Finance{share}",
        clean(&total.measure),
        clean(&total.period.name)
    );
    let mut out = format!("\n{}\n", paper.heading(&head));
    out += &format!(
        "  {}\n",
        paper.quiet(&format!(
            "Finance: {}; facts: {}",
            clean(&total.at),
            count(usize::try_from(total.rows).unwrap_or(0), "row", "rows")
        ))
    );
    for lead in &total.leads {
        out += &lead_text(lead, paper);
    }
    out
}

fn lead_text(lead: &LeadView, paper: Paper) -> String {
    let sum = lead.sum.as_ref().map(|sum| format!(", {} together", written(sum))).unwrap_or_default();
    let mut out = hanging("  ", &format!("{}{sum}", clean(&lead.says)), paper.columns());
    let values: Vec<String> = lead.rows.iter().map(|row| written(&row.value)).collect();
    let widest = values.iter().map(|value| width(value)).max().unwrap_or(0);
    let kinds = lead.rows.iter().filter_map(|row| row.kind.as_deref()).map(width).max().unwrap_or(0);
    for (row, value) in lead.rows.iter().zip(&values) {
        let kind = if kinds > 0 {
            format!("  {}", left(&clean(row.kind.as_deref().unwrap_or("")), kinds))
        } else {
            String::new()
        };
        let origin = row
            .origin
            .as_ref()
            .map(|origin| format!("  {}:{}", clean(&origin.file), origin.line))
            .unwrap_or_default();
        out += &format!(
            "    {}  {}{kind}  {}{}\n",
            clean(&row.day),
            right(value, widest),
            cut(&row.at, PLACE_MAX),
            paper.quiet(&origin)
        );
    }
    for reject in &lead.rejects {
        let field = reject.field.as_ref().map(|field| format!(" `{}`", clean(field))).unwrap_or_default();
        out += &format!("    {}:{}{field}: {}\n", clean(&reject.file), reject.line, clean(&reject.reason));
    }
    let shown = lead.rows.len() + lead.rejects.len();
    if lead.in_all > shown {
        out += &format!(
            "    {}\n",
            paper.quiet(&format!("… and {} more", grouped(&(lead.in_all - shown).to_string())))
        );
    }
    out
}

/// A figure with its thousands apart, and its currency; money to the hundredth, halves to the even one.
fn written(figure: &FigureView) -> String {
    match &figure.currency {
        Some(currency) => clean(&format!("{} {currency}", grouped(&hundredths(&figure.amount)))).into_owned(),
        None => grouped(&clean(&figure.amount)),
    }
}

/// Decimal text with two decimals, where it has any.
fn hundredths(amount: &str) -> String {
    let Some((whole, part)) = amount.split_once('.') else { return amount.to_owned() };
    let scale = 10_i128.pow(u32::try_from(part.len().min(18)).unwrap_or(0));
    let Ok(digits) = format!("{whole}{part}").parse::<i128>() else { return amount.to_owned() };
    let (sign, digits) = if amount.starts_with('-') { ("-", -digits) } else { ("", digits) };
    let scaled = digits * 100;
    let (floor, rest) = (scaled / scale, scaled % scale * 2);
    let rounded = floor + i128::from(rest > scale || (rest == scale && floor % 2 == 1));
    format!("{sign}{}.{:02}", rounded / 100, rounded % 100)
}

fn plus(text: &str) -> String {
    if text.starts_with('-') { text.to_owned() } else { format!("+{text}") }
}

/// A share in per cent: two decimals where one would read as none.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent != 0.0 && percent.abs() < 0.05 { format!("{percent:.3} %") } else { format!("{percent:.1} %") }
}

#[cfg(test)]
mod tests {
    use plumb_engine::{LeadRow, Origin, PeriodView};

    use super::*;

    fn euro(amount: &str) -> FigureView {
        FigureView { amount: amount.to_owned(), currency: Some("EUR".to_owned()) }
    }

    fn view(totals: Vec<ControlTotalView>, missing: Option<&str>) -> ReconcileView {
        ReconcileView {
            version: 1,
            company: "Acme".to_owned(),
            as_of: "2026-06-30".to_owned(),
            tolerance: 0.01,
            clean: totals.iter().all(|total| total.state != "differs"),
            totals,
            missing: missing.map(str::to_owned),
            notes: Vec::new(),
        }
    }

    fn differing() -> ControlTotalView {
        ControlTotalView {
            measure: "net-revenue".to_owned(),
            period: PeriodView {
                name: "2026-M05".to_owned(),
                from: "2026-05-01".to_owned(),
                until: "2026-06-01".to_owned(),
            },
            source: "finance".to_owned(),
            at: "control_totals/finance/2026-05".to_owned(),
            finance: Some(euro("88000")),
            facts: Some(euro("90000")),
            difference: Some(euro("2000")),
            share: Some(2.0 / 88.0),
            state: "differs".to_owned(),
            why_not: None,
            rows: 9,
            leads: vec![LeadView {
                says: "9 rows in the period, the largest first".to_owned(),
                sum: Some(euro("90000")),
                rows: vec![LeadRow {
                    at: "bookings/erp/7".to_owned(),
                    day: "2026-05-04".to_owned(),
                    kind: Some("new".to_owned()),
                    value: euro("10000"),
                    origin: Some(Origin { file: "orders.csv".to_owned(), line: 8 }),
                }],
                rejects: Vec::new(),
                in_all: 9,
            }],
        }
    }

    #[test]
    fn a_difference_stands_in_the_table_and_its_rows_below() {
        let expected = "\
Acme: Finance's control totals beside the facts, as of 2026-06-30

measure      period        Finance       facts  difference         state
───────────  ────────  ───────────  ──────────  ──────────  ─────  ───────
net-revenue  2026-M05   88 000 EUR  90 000 EUR  +2 000 EUR  +2.3 %  differs
";
        let text = reconcile(&view(vec![differing()], None), Paper::default());
        let words = |text: &str| {
            text.split_whitespace()
                .filter(|word| !word.starts_with('─'))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert!(words(&text).join(" ").starts_with(&words(expected).join(" ")), "{text}");
        for line in [
            "net-revenue 2026-M05: the facts say 2 000 EUR more than Finance (2.3 %)",
            "  9 rows in the period, the largest first, 90 000 EUR together",
            "    2026-05-04  10 000 EUR  new  bookings/erp/7  orders.csv:8",
            "    … and 8 more",
            "1 of 1 total lies more than 1.0 % from Finance",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn money_is_drawn_to_the_hundredth() {
        let texts = ["42457.673774", "-0.005", "0.015", "488.7", "12", "-3.999"];
        let drawn = texts.map(hundredths);
        assert_eq!(drawn, ["42457.67", "-0.00", "0.02", "488.70", "12", "-4.00"]);
    }

    #[test]
    fn what_agrees_needs_no_rows() {
        let agreeing = ControlTotalView { state: "agrees".to_owned(), leads: Vec::new(), ..differing() };
        let text = reconcile(&view(vec![agreeing], None), Paper::default());
        assert!(text.ends_with("\n1 total is within 1.0 % of Finance\n"), "{text}");
    }

    #[test]
    fn without_control_totals_it_says_what_would_turn_it_on() {
        let text = reconcile(&view(Vec::new(), Some("import the table `control_totals`")), Paper::default());
        assert!(text.ends_with("import the table `control_totals`\n"), "{text}");
    }
}
