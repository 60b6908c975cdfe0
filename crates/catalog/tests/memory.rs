//! What aggregates may hold; in a process of its own, for the limit holds for all of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own example is wrong")]

mod workspace;

use plumb_store::{Cell, ReadLimits, StoreError};

const MANY: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000000)";

#[test]
fn an_aggregate_over_too_many_rows_is_a_limit_and_not_the_end_of_the_memory() {
    let store = workspace::Workspace::new().review();
    store.limit_memory(16 * 1024 * 1024).unwrap();
    for sql in [
        format!("{MANY} select median(i) as m from n"),
        format!("{MANY} select mean(i) + sd(i) as m from n"),
        format!("{MANY} select slope(i, i, 'cluster ' || i) as m from n"),
    ] {
        let limits = ReadLimits { steps: u64::MAX, ..ReadLimits::default() };
        for stopped in [store.query(&sql, &[]), store.guarded(limits).unwrap().query(&sql, &[])] {
            let error = stopped.unwrap_err();
            assert!(
                matches!(error, StoreError::Limit { what: "bytes of memory", limit: 16_777_216 }),
                "{error}"
            );
        }
    }
    // What is done holds nothing any more.
    let half = MANY.replace("30000000", "500000");
    let twice = format!("{half} select (select median(i) from n) as a, (select median(i + 1) from n) as b");
    assert_eq!(store.query(&twice, &[]).unwrap().rows, [[Cell::Real(250_000.5), Cell::Real(250_001.5)]]);
}
