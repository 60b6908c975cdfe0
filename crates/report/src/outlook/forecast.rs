//! What is likely to come, and how far that could be trusted before.

use plumb_engine::{AsOf, LookBackView, LooksBackView, OutlookView, TableView};
use serde_json::Value;

use super::{between, head, indented, odds, plain};
use crate::aloud::day;
use crate::cells::{clean, hanging};
use crate::figures::{count, money};
use crate::paper::Paper;
use crate::table::justified;

/// The odds in a sentence, units with their ranges, objectives with their odds, the record of past quarters.
pub fn forecast(outlook: &OutlookView, as_of: &AsOf, people: bool, paper: Paper) -> String {
    let mut out =
        head(&format!("What will come of `{}` in {}?", outlook.measure, outlook.period.name), as_of, paper);
    let nodes: Vec<_> = outlook.nodes.iter().filter(|node| people || node.person.is_none()).collect();
    match nodes.first().and_then(|top| Some((top, top.chance?, top.range.as_ref()?))) {
        Some((top, chance, range)) => {
            let says = format!(
                "{} that {} come in by {}; in eight of ten simulated years it ends between {} and {}.",
                odds(chance),
                money(&top.target),
                day(&last(&outlook.period.until)),
                money(&range.p10),
                money(&range.p90)
            );
            out += &hanging("", &says, paper.columns());
        }
        None => {
            let says = "no odds are known: that takes a level that is asked for in this year, and bookings or deals of those who sell";
            out += &hanging("", says, paper.columns());
        }
    }
    let rows = nodes.iter().map(|node| {
        vec![
            indented(node).into(),
            plain(&node.target).into(),
            plain(&node.pace.actual).into(),
            node.range.as_ref().map_or(Value::Null, |range| plain(&range.p50).into()),
            node.range.as_ref().map_or(Value::Null, |range| between(range).into()),
            node.chance.map_or(Value::Null, |chance| odds(chance).into()),
        ]
    });
    let view = TableView {
        columns: ["", "asked", "came so far", "middle", "eight in ten end between", "odds"]
            .map(str::to_owned)
            .into(),
        rows: rows.collect(),
        notes: Vec::new(),
    };
    out += &format!("\n{}", justified(&view, paper));
    out += &objectives(outlook, paper);
    if !outlook.looks_back.is_empty() {
        out += &format!("\n{}\n", paper.heading("How far could it be trusted before?"));
        out += &record(&outlook.looks_back, nodes.first().map(|node| node.target.currency.as_str()), paper);
    }
    for remark in &outlook.remarks {
        out += &hanging("note: ", &clean(remark), paper.columns());
    }
    out
}

/// The day before the one after the last.
fn last(until: &str) -> String {
    let day = plumb_engine::parse_date(until).and_then(|day| day.yesterday().ok());
    day.map_or_else(|| until.to_owned(), |day| day.to_string())
}

fn objectives(outlook: &OutlookView, paper: Paper) -> String {
    if outlook.odds.is_empty() {
        return String::new();
    }
    let rows = outlook.odds.iter().map(|one| {
        let ends = one.p10.as_ref().zip(one.p90.as_ref()).map(|(low, high)| format!("{low} to {high}"));
        vec![
            clean(&one.objective).into_owned().into(),
            one.target.clone().into(),
            ends.map_or(Value::Null, Value::from),
            match (&one.missing, one.chance) {
                (Some(missing), _) => clean(missing).into_owned().into(),
                (None, Some(chance)) => odds(chance).into(),
                (None, None) => Value::Null,
            },
        ]
    });
    let view = TableView {
        columns: ["objective", "asks for", "eight in ten end between", "odds"].map(str::to_owned).into(),
        rows: rows.collect(),
        notes: Vec::new(),
    };
    format!("\n{}\n{}", paper.heading("Objectives of the year"), justified(&view, paper))
}

/// The forecast beside simple rules on past days.
pub fn look_back(view: &LooksBackView, as_of: &AsOf, paper: Paper) -> String {
    let title = format!(
        "The forecast of `{}` made anew on past days, {} ahead",
        view.measure,
        count(view.months, "month", "months")
    );
    let mut out = head(&title, as_of, paper);
    let days: Vec<String> = view.origins.iter().map(|day| clean(day).into_owned()).collect();
    out += &hanging(
        "",
        &format!("{}: {}", count(days.len(), "past day", "past days"), days.join(", ")),
        paper.columns(),
    );
    if view.undated > 0 {
        let says = format!(
            "{} without the day on which they were opened are left out",
            count(view.undated, "deal", "deals")
        );
        out += &hanging("", &says, paper.columns());
    }
    out.push('\n');
    out += &record(&view.rows, Some(&view.currency), paper);
    for nearer in &view.nearer {
        out += &hanging("note: ", &clean(nearer), paper.columns());
    }
    out
}

/// A row per level and rule, and what the columns are.
fn record(rows: &[LookBackView], currency: Option<&str>, paper: Paper) -> String {
    let whole = |minor: f64| crate::figures::grouped(&format!("{:.0}", minor / 100.0));
    let ratio =
        |own: f64, other: f64| if other > 0.0 { format!("{:.2}", own / other).into() } else { Value::Null };
    let share =
        |share: Option<f64>| share.map_or(Value::Null, |share| format!("{:.1} %", share * 100.0).into());
    let rows = rows.iter().map(|row| {
        vec![
            row.level.clone().into(),
            row.rule.clone().into(),
            row.n.into(),
            whole(row.forecast_loss).into(),
            whole(row.loss).into(),
            ratio(row.forecast_loss, row.loss),
            ratio(row.forecast_miss, row.miss),
            share(row.coverage),
            row.bias.map_or(Value::Null, |bias| format!("{:+.1} %", bias * 100.0).into()),
        ]
    });
    let view = TableView {
        columns: [
            "level",
            "beside",
            "n",
            "forecast",
            "rule",
            "loss ratio",
            "miss ratio",
            "inside 80 %",
            "bias",
        ]
        .map(str::to_owned)
        .into(),
        rows: rows.collect(),
        notes: Vec::new(),
    };
    let mut out = justified(&view, paper);
    let says = format!(
        "forecast, rule: mean pinball loss over the tenth, fiftieth and ninetieth percentile, in whole {}; a rule gives one figure for all three. loss ratio: under 1 where the forecast is nearer. miss ratio: the same for the plain distance of its middle. inside 80 %: how often results lay between the tenth and the ninetieth percentile.",
        currency.unwrap_or("units")
    );
    out += &hanging("", &paper.quiet(&says), paper.columns());
    out
}
