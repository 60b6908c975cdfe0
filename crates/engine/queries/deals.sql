-- Deals with whose they are, what is sold to whom, and how they stand.
with lines as (
  select source, opportunity, offering, row_number() over (partition by source, opportunity order by sum(net) desc, offering) as place
  from  (select l.source, l.opportunity, coalesce(l.offering, l.source || '/' || l.offering_key) as offering, l.net
         from   opportunity_lines l)
  group  by source, opportunity, offering
)
select o.source || '/' || o.key as deal, coalesce(o.person, o.source || '/' || o.person_key) as person,
       coalesce(o.offering, o.source || '/' || o.offering_key, l.offering) as offering,
       coalesce(o.segment, o.source || '/' || o.segment_key) as segment,
       o.created, o.closed, o.outcome, converted(o.amount, o.currency, coalesce(o.closed, as_of())) as amount,
       coalesce(s.stage, o.source || '/' || o.stage) as stage, o.expected, coalesce(o.chance, s.chance) as chance
from   opportunities o
left   join lines l on l.source = o.source and l.opportunity = o.key and l.place = 1
left   join (select source, word, max(stage) as stage, max(chance) as chance from stages_seen group by source, word) s
       on s.source = o.source and s.word = o.stage
where  coalesce(o.created, as_of()) <= as_of()
order  by 1
