-- What pay plans may pay for, from a day until that of the review: bookings, invoices, payments, reversals; and the bookings of
-- before that such rows are about. Things of the plan stand by their id, others as `source/key`.
with about as (
  select source, booking from invoices where date >= :since and date <= as_of() and booking is not null
  union
  select source, booking from payments where date >= :since and date <= as_of() and booking is not null
  union
  select source, booking from reversals where date >= :since and date <= as_of()
)
select b.at, 'booking' as happened, b.source, b.key, b.date, coalesce(b.person, b.source || '/' || b.person_key) as owner,
       coalesce(b.account, b.source || '/' || b.account_key) as account, c.name as account_name,
       coalesce(b.offering, b.source || '/' || b.offering_key) as offering,
       coalesce(b.segment, c.segment, b.source || '/' || coalesce(b.segment_key, c.segment_key)) as segment,
       coalesce(b.channel, b.source || '/' || b.channel_key) as channel, b.kind,
       coalesce(b.territory, b.source || '/' || b.territory_key) as territory,
       coalesce(b.unit, b.source || '/' || b.unit_key) as unit, b.quantity, b.list, b.net, b.cost, b.currency,
       b.contract_start, b.contract_end, b.opportunity, null as booking
from   bookings b
left   join accounts c on c.source = b.source and c.key = b.account_key
where  b.date <= as_of()
and    (b.date >= :since or b.key in (select booking from about))
union  all
select i.at, 'invoice', i.source, i.key, i.date, coalesce(i.person, i.source || '/' || i.person_key),
       coalesce(i.account, i.source || '/' || i.account_key), c.name,
       coalesce(i.offering, i.source || '/' || i.offering_key),
       coalesce(i.segment, c.segment, i.source || '/' || coalesce(i.segment_key, c.segment_key)),
       coalesce(i.channel, i.source || '/' || i.channel_key), i.kind,
       coalesce(i.territory, i.source || '/' || i.territory_key), coalesce(i.unit, i.source || '/' || i.unit_key),
       i.quantity, null, i.net, i.cost, i.currency, null, null, i.opportunity, i.booking
from   invoices i
left   join accounts c on c.source = i.source and c.key = i.account_key
where  i.date >= :since and i.date <= as_of()
union  all
select p.at, case when lower(p.kind) = 'refund' then 'refund' else 'payment' end, p.source, p.key, p.date,
       coalesce(p.person, p.source || '/' || p.person_key), coalesce(p.account, p.source || '/' || p.account_key), c.name,
       coalesce(p.offering, p.source || '/' || p.offering_key),
       coalesce(p.segment, c.segment, p.source || '/' || coalesce(p.segment_key, c.segment_key)),
       coalesce(p.channel, p.source || '/' || p.channel_key), p.kind,
       coalesce(p.territory, p.source || '/' || p.territory_key), coalesce(p.unit, p.source || '/' || p.unit_key),
       p.quantity, null, p.net, p.cost, p.currency, null, null, p.opportunity, p.booking
from   payments p
left   join accounts c on c.source = p.source and c.key = p.account_key
where  p.date >= :since and p.date <= as_of()
union  all
select r.at, r.kind, r.source, r.key, r.date, null, null, null, null, null, null, r.kind, null, null, null, null,
       -abs(r.net), null, r.currency, null, null, null, r.booking
from   reversals r
where  r.date >= :since and r.date <= as_of()
order  by 5, 1
