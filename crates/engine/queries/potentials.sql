-- What the customers of each person could buy in a year, in minor units: of the territories that the person covers, else of
-- the accounts that the person owns.
with covered as (
  select a.person, sum(part(converted_money(t.potential, t.potential_currency, as_of()), coalesce(a.share, 1000000))) as potential
  from   plan_assignment a
  join   plan_territory t on t.id = a.territory
  where  a.account is null and t.potential is not null
  and    (a.valid_from is null or a.valid_from <= as_of()) and (a.valid_until is null or a.valid_until > as_of())
  group  by a.person
),
owned as (
  select coalesce(c.owner, c.source || '/' || c.owner_key) as person, sum(converted(c.potential, c.currency, as_of())) as potential
  from   accounts c
  where  c.potential is not null and (c.closed is null or c.closed > as_of())
  group  by coalesce(c.owner, c.source || '/' || c.owner_key)
)
select person, potential, 1 as is_minor from covered where person is not null
union  all
select o.person, o.potential, 0
from   owned o
where  o.person is not null and not exists (select 1 from covered c where c.person = o.person)
order  by 1
