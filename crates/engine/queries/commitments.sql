-- What people say they bring of the measure in the fiscal year, prorated by day: their commitments in the plan; of those
-- without one, what they forecast last for each period of the year.
with written as (
  select c.person, c.amount, days(c.valid_from, c.valid_until) as span,
         days_overlap(c.valid_from, c.valid_until, year_from(), year_until()) as inside
  from   plan_commitment c
  where  c.measure = :measure and c.amount_unit = :currency
),
last_word as (
  select coalesce(f.person, f.source || '/' || f.person_key) as person, f.period, converted(f.amount, f.currency, f.taken) as amount,
         row_number() over (partition by coalesce(f.person, f.source || '/' || f.person_key), f.period order by f.taken desc, f.key desc) as place
  from   forecasts f
  where  f.person_key is not null and f.taken <= as_of() and coalesce(f.category, 'commit') = 'commit'
)
select person, amount, span, inside, null as period, 1 as is_minor from written where inside > 0 and span > 0
union  all
select l.person, l.amount, 1, 1, l.period, 0
from   last_word l
where  l.place = 1 and l.amount is not null and not exists (select 1 from written w where w.person = l.person and w.inside > 0)
order  by 1
