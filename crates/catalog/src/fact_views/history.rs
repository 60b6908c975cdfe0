//! What later exports changed: as a view of its own, and as the history of opportunities where their source keeps none.

use plumb_store::{Store, StoreError};

use crate::tables::{ColumnDoc, Storage, TableDoc};

/// The columns of `opportunities` of which a change is one of the history, with the words of the history.
const KEPT: &str =
    "f.table_name = 'opportunities' and f.column_name in ('stage', 'person', 'amount', 'expected', 'chance')
    and f.old is not null and f.new is not null and not f.corrects";

/// What follows the rows that sources tell themselves. A source that tells the changes of a field is believed in it alone:
/// what two exports show of it is the same once more, only later.
pub(super) const UNION: &str = "
union all
select f.source, 'changes/' || f.number, f.changed_at, 'opportunities/' || f.source || '/' || f.key, f.key, f.field,
       case f.column_name when 'amount' then exact_text(cast(f.old as integer)) when 'chance' then exact_text(cast(f.old as integer)) else f.old end,
       case f.column_name when 'amount' then exact_text(cast(f.new as integer)) when 'chance' then exact_text(cast(f.new as integer)) else f.new end,
       f.changed_at, null, null
from (select *, case column_name when 'person' then 'owner' when 'expected' then 'close_date' else column_name end as field
      from facts.changes) as f
where f.table_name = 'opportunities' and f.column_name in ('stage', 'person', 'amount', 'expected', 'chance')
  and f.old is not null and f.new is not null and not f.corrects and (f.source, f.field) not in (select source, field from facts.opportunity_changes where field is not null)";

/// The view of all changes.
pub(super) const CHANGES: &str = "create temp view changes as
select f.source as source, f.key as key, f.changed_at as changed_at, f.table_name || '/' || f.source || '/' || f.key as at,
       f.table_name as of_table, f.column_name as field, f.old as old, f.new as new, f.corrects as corrects
from facts.changes as f;";

/// The same without facts.
pub(super) const NO_CHANGES: &str = "create temp view changes as
select null as source, null as key, null as changed_at, null as at, null as of_table, null as field, null as old, null as new, null as corrects
where 0;";

/// Whether two exports showed a change that belongs to the history of an opportunity.
pub(super) fn is_kept(store: &Store) -> Result<bool, StoreError> {
    let sql = format!("select 1 from facts.changes as f where {KEPT} limit 1");
    Ok(!store.query(&sql, &[])?.rows.is_empty())
}

pub(super) fn documented() -> TableDoc {
    let text = |name: &str, says: &str| ColumnDoc::text(name, says);
    TableDoc::new(
        "changes",
        "One column of a row that a later export showed changed.",
        vec![
            text("source", "the system it comes from"),
            text("key", "key of the row there"),
            ColumnDoc::new("changed_at", Storage::Text, "date", None, "day of the export that showed it"),
            text("at", "the row: `table/source/key`"),
            text("of_table", "the table of the row"),
            text("field", "the column; `deleted` and `restored` mean the whole row"),
            text("old", "before, as it is kept: amounts and fractions in millionths"),
            text("new", "after, as it is kept"),
            ColumnDoc::integer(
                "corrects",
                Some("0 or 1"),
                "whether an export of the same day had brought the row: a correction, no event of the deal",
            ),
        ],
    )
}
