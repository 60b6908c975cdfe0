-- Everybody who was ever there: role, unit, first and last day, and who leads them: as the plan says, else the exports, else
-- whoever leads their unit or one above.
with told as (
  select coalesce(k.id, p.source || '/' || p.key) as person, min(p.name) as name, min(p.valid_from) as valid_from,
         case when count(*) = count(p.valid_until) then max(p.valid_until) end as valid_until,
         min(coalesce(p.manager, p.source || '/' || p.manager_key)) as manager
  from   people p
  left   join plan_keys k on k.kind = 'person' and k.source = p.source and k.key = p.key
  group  by coalesce(k.id, p.source || '/' || p.key)
)
select e.person, coalesce(q.name, t.name, e.person) as name, e.role, e.unit, coalesce(q.valid_from, t.valid_from) as valid_from,
       coalesce(q.valid_until, t.valid_until) as valid_until,
       coalesce(nullif(q.manager, '?'), t.manager,
                (select u.lead
                 from   plan_unit_above a
                 join   plan_unit u on u.id = a.above
                 where  a.unit = e.unit and u.lead is not null and u.lead <> '?' and u.lead <> e.person
                 order  by a.depth limit 1)) as manager
from   everyone e
left   join plan_people q on q.id = e.person
left   join told t on t.person = e.person
order  by e.person
