-- Levels of drivers by quarter, as two sums of which the one is divided by the other: quarters that are over only.
with decided as (
  select period_from(closed, 'quarter') as quarter, outcome, days(created, closed) as took,
         converted(amount, currency, closed) as amount
  from   opportunities
  where  closed is not null and outcome in ('won', 'lost') and period_until(closed, 'quarter') <= day_after(as_of())
),
sold as (
  select period_from(date, 'quarter') as quarter, converted(net, currency, date) as net, converted(list, currency, date) as list, kind
  from   bookings
  where  period_until(date, 'quarter') <= day_after(as_of())
)
select 'win-rate' as driver, quarter, sum(case when outcome = 'won' then 1 else 0 end) as above, count(*) as below
from   decided group by quarter
union  all
select 'deal-size', quarter, sum(amount), count(amount) from decided where outcome = 'won' and amount is not null group by quarter
union  all
select 'cycle-time', quarter, sum(took), count(took) from decided where outcome = 'won' and took is not null group by quarter
union  all
select 'opp-creation', period_from(created, 'quarter'), count(*), 1
from   opportunities
where  created is not null and period_until(created, 'quarter') <= day_after(as_of())
group  by period_from(created, 'quarter')
union  all
select 'price-realization', quarter, sum(net), sum(list) from sold where list > 0 and net is not null group by quarter
union  all
select 'expansion', quarter, sum(net), 1 from sold where kind = 'expansion' group by quarter
order  by 1, 2
