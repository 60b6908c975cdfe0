-- Required subjects: who sells, which mandates are signed, and what follows from the two.
-- They come from facts and the lock wherever those exist, so deleting plan text cannot excuse anyone.

-- The people who sell on the day of the review: those whom the people facts show (and of whom nothing says that they do not
-- sell). Without people facts those whose role in the plan sells (where no role does, all whom the plan names), and whoever
-- booked, in the last year. One whom the plan does not know stays on the list under source and key; one whom the plan
-- lets go is off it unless bookings go on.
create table roster as
with named as (
  select coalesce(k.id, p.source || '/' || p.key) as person, k.id as known_as, p.name, p.role, p.role_key, p.unit,
         p.source || '/' || p.unit_key as raw_unit, p.sells
  from   people p
  left   join plan_keys k on k.kind = 'person' and k.source = p.source and k.key = p.key
  where  coalesce(p.valid_from, as_of()) <= as_of()
  and    (p.valid_until is null or p.valid_until > as_of())
  union  all
  select q.id, q.id, q.name, q.role, null, q.unit, null,
         coalesce(r.sells, case when exists (select 1 from plan_role x where x.sells = 1) then 0 else 1 end)
  from   plan_people q
  left   join plan_role r on r.id = q.role
  where  not exists (select 1 from people)
  and    coalesce(q.valid_from, as_of()) <= as_of()
  and    (q.valid_until is null or q.valid_until > as_of())
  union  all
  select coalesce(b.person, b.source || '/' || b.person_key), b.person, min(b.person_key), null, null, null, null, 1
  from   bookings b
  where  not exists (select 1 from people)
  and    b.person_key is not null and b.date <= as_of() and days(b.date, as_of()) < 366
  group  by coalesce(b.person, b.source || '/' || b.person_key), b.person
),
seen as (
  select n.person,
         coalesce(q.name, n.name, n.person)                                       as name,
         case when q.id is null then coalesce(n.role, n.role_key, 'no-role') else coalesce(q.role, 'no-role') end as role,
         case when q.id is null then coalesce(n.unit, n.raw_unit, 'no-unit') else coalesce(q.unit, 'no-unit') end as unit,
         coalesce(n.sells, r.sells, 1)                                            as sells,
         case when q.id is null then 0 else 1 end                                 as known
  from   named n
  left   join plan_people q on q.id = n.known_as
  left   join plan_role r on r.id = coalesce(q.role, n.role)
  where  q.valid_until is null
  or     q.valid_until > as_of()
  or     exists (select 1 from bookings b where b.person = q.id and b.date >= q.valid_until and b.date <= as_of())
)
select 'person:' || person as subject, person, min(name) as name, min(role) as role, min(unit) as unit, max(known) as known
from   seen
group  by person
having max(sells) = 1
order  by person;

-- The mandates that stand, one entry each; one whose objective has left the plan still counts.
create table mandates as
select 'objective:' || l.id as subject, l.id as objective, l.says, l.measure, l.unit, l.baseline, l.target,
       l.target_unit, l.start, l.date, l.weight, l.headline, l.owner, l.changed, l.at,
       case when o.id is null then 0 else 1 end as in_plan
from   plan_lock l
left   join plan_objective o on o.id = l.id
where  l.standing = 1
order  by l.id;

-- Sellers whom the plan does not know, whose unit it does not know, or whose unit hangs on a unit that it lost.
create table sellers_without_place as
select r.person
from   roster r
where  r.known = 0
or     not exists (select 1 from plan_unit u where u.id = r.unit)
or     exists (select 1
               from   plan_unit_above a
               join   plan_unit u on u.id = a.above
               where  a.unit = r.unit and u.parent = '?')
order  by r.person;

-- Sellers of a unit and of the units below it. One without a place counts below every mandate, and everyone below a mandate
-- whose unit the plan lost: taking a unit out of the plan excuses nobody.
create table unit_sellers as
with all_of_them as (
  select a.above as unit, r.person, a.depth
  from   roster r
  join   plan_unit_above a on a.unit = r.unit
  union  all
  select r.unit, r.person, 0
  from   roster r
  where  not exists (select 1 from plan_unit u where u.id = r.unit)
  union  all
  select coalesce(a.above, m.unit), l.person, 1000 + coalesce(a.depth, 0)
  from   sellers_without_place l
  cross  join mandates m
  left   join plan_unit_above a on a.unit = m.unit
  union  all
  select m.unit, r.person, 1000
  from   roster r
  cross  join mandates m
  where  not exists (select 1 from plan_unit u where u.id = m.unit)
)
select unit, person, min(depth) as depth
from   all_of_them
group  by unit, person
order  by unit, person;

-- Every seller must be reached by every mandate of the seller's unit or of one above it.
create table required_lines as
select r.person, r.role, r.unit, m.objective
from   roster r
join   mandates m
on     exists (select 1 from unit_sellers s where s.person = r.person and s.unit = m.unit)
order  by r.person, m.objective;

-- Units with sellers, their own and those of units below.
create table units_with_sellers as
select 'unit:' || unit as subject, unit, count(*) as sellers, sum(case when depth = 0 then 1 else 0 end) as own_sellers
from   unit_sellers
group  by unit
order  by unit;

-- Units that sellers belong to, with each mandate that must reach them.
create table team_mandates as
select 'unit:' || unit as subject, unit, objective, count(*) as sellers
from   required_lines
group  by unit, objective
order  by unit, objective;

-- Roles of the people who sell.
create table roles_on_roster as
select 'role:' || role as subject, role, count(*) as sellers
from   roster
group  by role
order  by role;

-- Roles of the people who sell, with each mandate that must reach them.
create table role_mandates as
select 'role:' || role as subject, role, objective, count(*) as sellers
from   required_lines
group  by role, objective
order  by role, objective;

-- Each objective with the mandate at the head of its chain.
create table serving as
with recursive chain(objective, mandate) as (
  select objective, objective from mandates
  union
  select s.objective, c.mandate
  from   plan_objective_serves s
  join   chain c on c.objective = s.parent
)
select objective, mandate from chain order by mandate, objective;

-- What a company is, as far as facts confirm it: a rule that cannot apply to such a company says so and is not counted.
create table profile as
select 'no-channels' as predicate,
       case when (select count(*) from bookings) >= 100
             and not exists (select 1 from bookings where channel_key is not null) then 1 else 0 end as holds
union  all
select 'no-renewals',
       case when (select count(*) from bookings) >= 100
             and not exists (select 1 from bookings where kind = 'renewal' or contract_end is not null)
             and not exists (select 1 from renewals) then 1 else 0 end
union  all
select 'one-unit', case when (select count(distinct unit) from roster) = 1 then 1 else 0 end;
