-- What people set out to reach for themselves. The newest row of a person is how it stands: one that was set, or the end of
-- it. None is ever changed. Nobody but the person reads a row.
create table goals (
  number integer primary key,
  person text not null,
  set_at text,
  ended_at text,
  measure text,
  -- Minor units of the currency.
  amount integer check (amount > 0),
  currency text,
  -- The last day for it.
  by text,
  note text,
  check (
    set_at is not null and ended_at is null and measure is not null and amount is not null and currency is not null
      and by is not null and note is not null
    or set_at is null and ended_at is not null and measure is null and amount is null and currency is null
      and by is null and note is null
  )
) strict;
create index goals_by_person on goals (person, number);
create trigger goals_kept before update on goals begin select raise(abort, 'the ledger is never rewritten'); end;
