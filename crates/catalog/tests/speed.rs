//! Large facts, to be timed from outside: `cargo test -p plumb-catalog --test speed -- --ignored`.
#![allow(clippy::unwrap_used, clippy::panic)]

mod workspace;

use plumb_catalog::measure::{self, Dimension};
use plumb_store::Store;
use workspace::{Workspace, plan};

#[test]
#[ignore = "a million rows"]
fn a_million_bookings_are_cut_by_unit_and_month() {
    let workspace = Workspace::new();
    let store = Store::open(&workspace.path("plumb.db"), &plumb_facts::migrations()).unwrap();
    store
        .connection()
        .execute_batch(
            "with recursive n(i) as (select 10 union all select i + 1 from n where i < 1000009)
             insert into bookings (source, key, date, person, unit, net, currency)
             select 'crm', i, day_after('2025-04-' || substr('0' || (i % 28 + 1), -2)), '00' || (i % 500), 'N', i * 1000000,
                    case i % 2 when 0 then 'EUR' else 'USD' end from n",
        )
        .unwrap();
    drop(store);
    let store = workspace.review();
    let plan = plan();
    let revenue = plan.entity("measure", "net-revenue").unwrap();
    let table = measure::evaluate(&store, revenue, &[Dimension::Unit, Dimension::Month], None).unwrap();
    assert_eq!(table.rows.iter().map(|row| row.n).sum::<i64>() + table.left_out, 1_000_003);
}
