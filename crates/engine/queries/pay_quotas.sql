-- Quotas: those of the plan, and of people and measures that it says nothing of those of the exports. Where somebody has no
-- quota of their own for a measure, a team's or a shared one stands for it.
with told as (
  select q.person, q.measure, q.valid_from, q.valid_until, q.amount, q.amount_unit as unit, coalesce(q.recorded, q.issued) as known,
         q.kind, q.at
  from   plan_quota q
  union  all
  select f.person, f.measure, f.valid_from, f.valid_until, f.amount, 'millionths ' || coalesce(f.currency, ''), f.issued,
         coalesce(f.kind, 'direct'), f.at
  from   quotas f
  where  f.person is not null and f.measure is not null and f.valid_until is not null
  and    not exists (select 1 from plan_quota q where q.person = f.person and q.measure = f.measure)
)
select t.person, t.measure, t.valid_from, t.valid_until, t.amount, t.unit, t.known, t.at
from   told t
where  t.kind = 'direct'
or     not exists (select 1 from told o where o.person = t.person and o.measure = t.measure and o.kind = 'direct')
order  by t.person, t.measure, t.valid_from, t.valid_until, t.known, t.at
