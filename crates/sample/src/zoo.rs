//! The fault zoo: a small company for the rules that Halden Instruments is too good for. For tests only.

use std::fmt::Write as _;

use crate::Exports;

/// What is to be imported into the zoo.
pub const ZOO: Exports = Exports { mapping: "mappings/zoo.toml", folder: "exports" };

/// People who sell there.
const SELLERS: i32 = 16;

/// Deals there that somebody had to allow.
const ALLOWED: usize = 24;

/// The zoo's workspace as text, by path: its plan, its exports and the mapping [`ZOO`] names.
///
/// ```
/// assert!(plumb_sample::zoo().iter().any(|(path, _)| path == "plumb.toml"));
/// ```
pub fn zoo() -> Vec<(String, Vec<u8>)> {
    let files = [
        ("plumb.toml", include_str!("../zoo/plumb.toml").to_owned()),
        ("plan/zoo.toml", include_str!("../zoo/plan.toml").to_owned()),
        ("plan/people.csv", people()),
        ("plan/territories.toml", territories()),
        ("plan/assignments.csv", assignments()),
        ("plan/private/quotas.csv", quotas()),
        (ZOO.mapping, include_str!("../zoo/mapping.toml").to_owned()),
        ("exports/leads.csv", leads()),
        ("exports/renewals.csv", renewals()),
        ("exports/orders.csv", orders()),
        ("exports/deals.csv", deals()),
        ("exports/approvals.csv", approvals()),
        ("exports/payments.csv", payments()),
        ("exports/answers.csv", answers()),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

fn people() -> String {
    let mut text =
        "id,name,role,unit,manager,from,key.zoo\nkeeper,Kim Keeper,head,zoo,,2020-01-01,\n".to_owned();
    for at in 1..=SELLERS {
        let _ = writeln!(text, "seller-{at},Sam Seller {at},seller,zoo,keeper,2022-01-01,S{at}");
    }
    text
}

/// No two grounds are alike.
fn territories() -> String {
    let mut text = String::new();
    for at in 1..=SELLERS {
        let _ = writeln!(text, "[territory.cage-{at}]\npotential = \"{at}0 000 EUR\"\n");
    }
    text
}

fn assignments() -> String {
    let mut text = "territory,person\n".to_owned();
    for at in 1..=SELLERS {
        let _ = writeln!(text, "cage-{at},seller-{at}");
    }
    text
}

/// Two years of one number for all, and a third in which it was raised in May.
fn quotas() -> String {
    let mut text = "person,measure,amount,from,until\n".to_owned();
    for at in 1..=SELLERS {
        for (amount, from, until) in [
            (9_000, "2024-01-01", "2025-01-01"),
            (9_000, "2025-01-01", "2026-01-01"),
            (3_000, "2026-01-01", "2026-05-01"),
            (9_000, "2026-05-01", "2027-01-01"),
        ] {
            let _ = writeln!(text, "seller-{at},sales,{amount} EUR,{from},{until}");
        }
    }
    text
}

/// Three of four leads are turned down.
fn leads() -> String {
    let mut text = "Lead,Created,Accepted,Reason,Status\n".to_owned();
    for at in 0..80 {
        let (accepted, reason) = if at % 4 == 0 { ("2026-05-05T09:00:00", "") } else { ("", "no budget") };
        let _ = writeln!(text, "L{at},2026-05-04,{accepted},{reason},MQL");
    }
    text
}

/// Half of the contracts are decided after they ran out, and lost.
fn renewals() -> String {
    let mut text = "Contract,Customer,Seller,Due,Decided,Outcome,Amount\n".to_owned();
    for at in 0..60 {
        let (decided, outcome) = if at % 2 == 0 { ("2026-02-01", "renewed") } else { ("2026-04-20", "lost") };
        let _ = writeln!(text, "C{at},K{at},S{},2026-03-31,{decided},{outcome},1200", at % SELLERS + 1);
    }
    text
}

/// One order in five of this year belongs to somebody whom no list knows; in the years before, one seller in four brought what
/// the others missed; and over the counter what is worth more than a thousand is bought in two parts.
fn orders() -> String {
    let mut text = "Order,Date,Seller,Customer,Net\n".to_owned();
    for at in 0..50 {
        let seller = if at % 5 == 0 { "X9".to_owned() } else { format!("S{}", at % SELLERS + 1) };
        let _ = writeln!(text, "O{at},2026-0{}-15,{seller},,900", at % 6 + 1);
    }
    for year in [2024, 2025] {
        for at in 1..=SELLERS {
            let net = if at % 4 == 1 { 23_000 } else { 7_000 };
            let _ = writeln!(text, "P{year}{at},{year}-0{}-20,S{at},,{net}", at % 9 + 1);
        }
    }
    for at in 0..150 {
        let _ = writeln!(text, "C{at},2025-0{}-10,,V{at},{}", at % 6 + 1, 503 + at * 61 % 997);
    }
    for at in 0..20 {
        let _ = writeln!(text, "H{at},2025-0{}-11,,W{at},985", at % 6 + 1);
        let _ = writeln!(text, "R{at},2025-0{}-14,,W{at},300", at % 6 + 1);
    }
    text
}

/// Whatever is worth a thousand or more must be allowed.
fn approvals() -> String {
    let mut text = "Approval,Deal,Asked\n".to_owned();
    for at in 0..ALLOWED {
        let _ = writeln!(text, "Q{at},A{at},2026-02-02T09:00:00");
    }
    text
}

/// The larger the cage, the more is paid, whatever is sold.
fn payments() -> String {
    let mut text = "Payment,Seller,From,Until,Amount\n".to_owned();
    for at in 1..=SELLERS {
        for (half, from, until) in [(1, "2025-07-01", "2026-01-01"), (2, "2026-01-01", "2026-06-30")] {
            let _ = writeln!(text, "Y{half}{at},S{at},{from},{until},{}", 1_500 + 100 * at);
        }
    }
    text
}

/// Each of them checks the pay for two hours a month.
fn answers() -> String {
    let mut text = "Answer,Seller,Question,Date,Said\n".to_owned();
    for at in 1..=SELLERS {
        let _ = writeln!(text, "W{at},S{at},pay-check-hours,2026-06-01,2");
    }
    text
}

/// Deals of a system that keeps no history: half of them open, and half of these for nobody in particular; losses are
/// written down when the quarter is over, half of them with an amount of one.
fn deals() -> String {
    let mut text = "Deal,Seller,Customer,Outcome,Created,Closed,Amount\n".to_owned();
    for at in 0..80 {
        let seller = at % SELLERS + 1;
        let (outcome, closed) = match at % 4 {
            0 => ("won", "2026-06-30"),
            2 => ("won", "2026-03-30"),
            _ => ("open", ""),
        };
        let customer = if outcome == "open" && at % 4 == 1 { String::new() } else { format!("K{at}") };
        let _ = writeln!(text, "D{at},S{seller},{customer},{outcome},2025-01-15,{closed},900");
    }
    let dull = ["2025-07-08", "2025-08-12", "2025-10-07", "2025-11-11", "2026-01-06", "2026-02-10"];
    let busy = ["2025-09-16", "2025-12-16", "2026-03-17"];
    for (at, day) in dull.iter().cycle().take(72).chain(&busy).enumerate() {
        let seller = at % 6 + 1;
        let _ = writeln!(
            text,
            "N{at},S{seller},K{at},lost,2025-01-15,{day},{}",
            if at % 2 == 0 { 1 } else { 900 }
        );
    }
    for (at, day) in dull.iter().cycle().take(ALLOWED).enumerate() {
        let _ = writeln!(text, "A{at},S{},K{at},lost,2025-01-15,{day},{}", at % 6 + 1, 1_000 + 10 * at);
    }
    text
}
