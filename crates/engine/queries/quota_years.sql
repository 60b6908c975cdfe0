-- Quotas of one person and measure that follow one another: what was asked, what came, what was asked next. Only of about the
-- same length, and none that begins while the person was still new: those rise for other reasons.
with told as (
  select a.person, a.valid_from, a.valid_until, a.amount, a.actual, days(a.valid_from, a.valid_until) as span
  from   attainment a
  where  a.measure = :measure and a.kind = 'direct' and a.amount > 0 and a.valid_until <= as_of()
),
everything as (
  select q.person, q.valid_from, q.amount, days(q.valid_from, q.valid_until) as span
  from   plan_quota q
  where  q.measure = :measure and q.kind = 'direct' and q.amount > 0 and q.valid_until is not null
)
select t.person, t.amount, t.actual, t.span, n.amount as next, n.span as next_span
from   told t
join   everything n on n.person = t.person and n.valid_from = t.valid_until
left   join plan_people p on p.id = t.person
where  t.span > 0 and n.span > 0 and 5 * t.span >= 4 * n.span and 5 * n.span >= 4 * t.span
and    (p.valid_from is null or days(p.valid_from, t.valid_from) >= coalesce(p.ramp_minutes, 0) / 1440)
order  by t.person, t.valid_from
