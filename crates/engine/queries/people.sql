-- Everybody with unit, first and last day, ramp, share of a week, and whether they sell on the day of the review.
with told as (
  select coalesce(k.id, p.source || '/' || p.key) as person, min(p.name) as name, min(p.valid_from) as valid_from,
         case when count(*) = count(p.valid_until) then max(p.valid_until) end as valid_until
  from   people p
  left   join plan_keys k on k.kind = 'person' and k.source = p.source and k.key = p.key
  group  by coalesce(k.id, p.source || '/' || p.key)
)
select e.person, coalesce(q.name, t.name, e.person) as name, e.unit, e.role, coalesce(q.valid_from, t.valid_from) as valid_from,
       coalesce(q.valid_until, t.valid_until) as valid_until, q.ramp_minutes, coalesce(q.fte, 1000000) as fte,
       case when r.person is null then 0 else 1 end as sells, coalesce(x.sells, 0) as role_sells
from   everyone e
left   join plan_people q on q.id = e.person
left   join told t on t.person = e.person
left   join roster r on r.person = e.person
left   join plan_role x on x.id = coalesce(q.role, e.role)
union  all
select r.person, r.name, r.unit, r.role, null, null, null, 1000000, 1, 1
from   roster r
where  not exists (select 1 from everyone e where e.person = r.person)
order  by 1
