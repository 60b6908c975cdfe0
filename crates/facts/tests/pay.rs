//! What pay is worked out from comes in through a mapping, as everything does.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use plumb_facts::{import, insert_rows, newest_event_date};
use plumb_store::Cell;
use shop::{assert_adds_up, file, mapping, on, rows, store, taken};

const MAPPING: &str = r#"
[mapping]
name = "erp"

[source.invoices]
file = "invoices.csv"
columns = { Date = "date", Net = "amount" }

[source.returns]
file = "returns.csv"
columns = { Date = "date", Net = "amount" }

[source.team]
file = "team.csv"
columns = { Share = "fraction" }

[source.goals]
file = "goals.csv"
columns = { From = "date", Reached = "fraction" }

[source.leave]
file = "leave.csv"
columns = { From = "date", Until = "date" }

[table.invoices]
sql = "select Number as key, Date as date, Seller as person, Net as net, 'EUR' as currency, Order_ as booking, iif(Net < 0, 'credit-note', 'invoice') as kind from src.invoices"

[table.payments]
sql = "select Number as key, Paid as date, Seller as person, Net as net, 'EUR' as currency, Order_ as booking, 'payment' as kind from src.invoices where Paid <> ''"

[table.reversals]
sql = "select Number as key, Date as date, Order_ as booking, Why as kind, Net as net, 'EUR' as currency from src.returns"

[table.credit_shares]
sql = "select Order_ || '/' || Seller as key, Order_ as booking, Seller as person, Share as share, Part as role from src.team"

[table.scores]
sql = "select Goal || '/' || Seller as key, Seller as person, Goal as name, \"From\" as valid_from, Reached as score, Boss as approved_by from src.goals"

[table.absences]
sql = "select Seller || '/' || \"From\" as key, Seller as person, 'parental' as kind, \"From\" as valid_from, Until as valid_until from src.leave"
"#;

#[test]
fn a_mapping_fills_every_table_that_pay_is_worked_out_from() {
    let inputs = [
        file(
            "invoices.csv",
            "Number,Date,Paid,Seller,Net,Order_\n1,2026-01-31,2026-02-20,7,100.50,A\n2,2026-02-03,,7,-20,A\n",
        ),
        file("returns.csv", "Number,Date,Order_,Why,Net\n1,2026-02-03,A,return,20\n2,2026-02-04,B,lost,\n"),
        file("team.csv", "Order_,Seller,Share,Part\nA,7,0.6,owner\nA,8,0.4,split\nA,9,1,overlay\n"),
        file("goals.csv", "Seller,Goal,From,Reached,Boss\n7,first-visits,2026-01-01,0.85,1\n"),
        file("leave.csv", "Seller,From,Until\n7,2026-03-01,2026-05-01\n"),
    ];
    let (store, report) = taken(MAPPING, &inputs);
    assert_adds_up(&report);
    let told = |sql: &str| rows(&store, sql);
    assert_eq!(
        told("select key, date, person, exact_text(net), kind, booking from invoices"),
        [
            ["1", "2026-01-31", "7", "100.5", "invoice", "A"],
            ["2", "2026-02-03", "7", "-20", "credit-note", "A"]
        ]
    );
    assert_eq!(
        told("select date, exact_text(net), kind from payments"),
        [["2026-02-20", "100.5", "payment"]]
    );
    assert_eq!(
        told("select booking, kind, exact_text(net) from reversals"),
        [["A", "return", "20"]],
        "a kind that is none of the four is a reject"
    );
    assert_eq!(
        told("select person, share, role from credit_shares"),
        [["7", "600000", "owner"], ["8", "400000", "split"], ["9", "1000000", "overlay"]]
    );
    assert_eq!(
        told("select person, name, score, approved_by, at from scores"),
        [["7", "first-visits", "850000", "1", "scores/erp/first-visits/7"]]
    );
    assert_eq!(told("select person, valid_until, share from absences"), [["7", "2026-05-01", ""]]);
    let [reject] = report.rejects.as_slice() else { panic!("{:?}", report.rejects) };
    assert_eq!((reject.field.as_deref(), reject.value.as_deref()), (Some("kind"), Some("lost")));
}

#[test]
fn an_empty_amount_of_a_reversal_means_all_of_the_sale_and_a_negative_one_is_kept_as_it_came() {
    let store = store();
    let columns = ["date", "booking", "kind", "net", "currency"];
    let row = |net: Cell| vec!["2026-02-01".into(), "A".into(), "churn".into(), net, "EUR".into()];
    insert_rows(&store, "reversals", &columns, &[row(Cell::Null), row("-5".into())]).unwrap();
    assert_eq!(rows(&store, "select net from reversals order by key"), [[""], ["-5000000"]]);
}

#[test]
fn an_invoice_and_a_payment_have_happened_and_a_leave_that_begins_later_has_not() {
    let mut store = store();
    let inputs = [
        file("invoices.csv", "Number,Date,Paid,Seller,Net,Order_\n1,2026-01-31,2026-02-20,7,100.50,A\n"),
        file("returns.csv", "Number,Date,Order_,Why,Net\n"),
        file("team.csv", "Order_,Seller,Share,Part\n"),
        file("goals.csv", "Seller,Goal,From,Reached,Boss\n"),
        file("leave.csv", "Seller,From,Until\n7,2026-02-25,2026-05-01\n"),
    ];
    import(&mut store, &mapping(MAPPING), &inputs, &on("2026-02-28"), &mut |_| {}).unwrap();
    assert_eq!(newest_event_date(&store).unwrap().unwrap().to_string(), "2026-02-20");
}
