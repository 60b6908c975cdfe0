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

-- Everybody whom the plan or the people facts know, whether they sell or not, also those who left: with role and unit.
create table everyone as
with named as (
  select q.id as person, q.role, q.unit, null as raw_role, null as raw_unit
  from   plan_people q
  union  all
  select coalesce(k.id, p.source || '/' || p.key), p.role, p.unit, p.role_key, p.source || '/' || p.unit_key
  from   people p
  left   join plan_keys k on k.kind = 'person' and k.source = p.source and k.key = p.key
)
select n.person, coalesce(min(q.role), min(n.role), min(n.raw_role), 'no-role') as role,
       coalesce(min(q.unit), min(n.unit), min(n.raw_unit), 'no-unit') as unit
from   named n
left   join plan_people q on q.id = n.person
group  by n.person
order  by n.person;

-- The words for stages that deals stand in or stood in, with the stage of a method that each means. Where no stage means it,
-- the word under its source is a subject if one deal in twenty bears it, it was used in the last year, and it is not where
-- decided deals end.
create table stages_seen as
with words as (
  select source, word, count(distinct opportunity) as deals,
         case when max(is_recent) = 1 and 2 * count(distinct ended) <= count(distinct opportunity) then 1 else 0 end as is_open
  from  (select o.source, o.stage as word, o.key as opportunity, case when o.outcome <> 'open' then o.key end as ended,
                case when o.outcome = 'open' then 1 else 0 end as is_recent
         from   opportunities o
         union  all
         select c.source, c.new, c.opportunity, null, case when days(c.changed_at, as_of()) < 366 then 1 else 0 end
         from   opportunity_changes c where c.field = 'stage'
         union  all
         select c.source, c.old, c.opportunity, null, case when days(c.changed_at, as_of()) < 366 then 1 else 0 end
         from   opportunity_changes c where c.field = 'stage' and c.old is not null)
  where  word is not null
  group  by source, word
),
meant as (
  select w.source, w.word, s.method, s.id as stage, s.position, coalesce(s.open, 1) as is_open, s.chance, s.at
  from   words w
  join   plan_method_stage s
  on     lower(s.id) = lower(w.word) or lower(s.name) = lower(w.word)
         or exists (select 1 from plan_keys k where k.kind = 'stage' and k.id = s.id and k.source = w.source and k.key = w.word)
)
select 'stage:' || coalesce(m.stage, w.source || '/' || w.word) as subject, w.source, w.word, w.deals, m.method, m.stage,
       case when m.stage is null then null
            else (select count(*) from plan_method_stage b
                  where b.method = m.method and b.position <= m.position and coalesce(b.open, 1) = 1) end as place,
       coalesce(m.is_open, w.is_open) as is_open, m.chance, m.at
from   words w
left   join meant m on m.source = w.source and m.word = w.word
where  m.stage is not null
or     (w.is_open = 1 and w.deals >= share((select count(*) from opportunities o where o.source = w.source), 20))
order  by w.source, w.word, m.method, m.position;

-- Each stay of a deal in a stage that its history shows: from which day until which; while it lasts, without an end.
create table stage_stays as
with moves as (
  select c.source, c.opportunity, c.old, c.new, substr(c.changed_at, 1, 10) as day,
         row_number() over w as number, substr(lead(c.changed_at) over w, 1, 10) as next_day
  from   opportunity_changes c
  where  c.field = 'stage'
  window w as (partition by c.source, c.opportunity order by c.changed_at, c.key)
)
select source, opportunity, new as word, day as entered, next_day as left_on from moves where new is not null
union  all
select source, opportunity, old, null, day from moves where number = 1 and old is not null
order  by source, opportunity, entered, word;

-- Open stages of deals: what a rule on their chances must answer for.
create table open_stages as
select subject, max(stage) as stage, max(method) as method, sum(deals) as deals, min(at) as at
from   stages_seen
where  is_open = 1
group  by subject
order  by subject;

-- Pairs of roles between which, in the last year, leads or deals were handed over: who had them, who got them, how often.
create table handoffs_seen as
with passed as (
  select coalesce((select k.id from plan_keys k where k.kind = 'person' and k.source = c.source and k.key = c.old),
                  c.source || '/' || c.old) as giver,
         coalesce((select k.id from plan_keys k where k.kind = 'person' and k.source = c.source and k.key = c.new),
                  c.source || '/' || c.new) as taker
  from   opportunity_changes c
  where  c.field = 'owner' and c.old is not null and c.new is not null
  and    days(c.changed_at, as_of()) between 0 and 365
  union  all
  select coalesce(l.person, l.source || '/' || l.person_key), coalesce(o.person, o.source || '/' || o.person_key)
  from   leads l
  join   opportunities o on o.source = l.source and o.key = l.converted_opportunity
  where  l.person_key is not null and days(l.created, as_of()) between 0 and 365
),
pairs as (
  select coalesce(g.role, 'no-role') as giver, coalesce(t.role, 'no-role') as taker, count(*) as times
  from   passed p
  left   join everyone g on g.person = p.giver
  left   join everyone t on t.person = p.taker
  group  by coalesce(g.role, 'no-role'), coalesce(t.role, 'no-role')
),
taken as (
  select coalesce(e.role, 'no-role') as role, count(*) as deals
  from   opportunities o
  left   join everyone e on e.person = coalesce(o.person, o.source || '/' || o.person_key)
  where  days(coalesce(o.created, o.closed), as_of()) between 0 and 365
  group  by coalesce(e.role, 'no-role')
)
select 'handoff:' || p.giver || '-' || p.taker as subject, p.giver, p.taker, p.times, coalesce(t.deals, 0) as deals
from   pairs p
left   join taken t on t.role = p.taker
where  p.giver <> p.taker
order  by p.giver, p.taker;

-- Those who answered what others had asked to be allowed, in the last year; `no-one` where nobody has it.
create table desks as
select 'person:' || person as subject, person, count(*) as asked
from  (select coalesce(a.answered_by, a.source || '/' || a.answered_by_key, 'no-one') as person
       from   approvals a
       where  days(a.asked_at, as_of()) between 0 and 365)
group  by person
order  by person;

-- All leads together, where there are any.
create table lead_work as
select 'leads:all' as subject, count(*) as leads from leads having count(*) > 0;

-- Segments that at least one customer in twenty belongs to; without customers those of the plan.
create table segments_seen as
select 'segment:' || segment as subject, segment, count(*) as accounts
from  (select coalesce(a.segment, a.source || '/' || a.segment_key) as segment
       from   accounts a
       where  a.segment_key is not null)
group  by segment
having count(*) * 20 >= (select count(*) from accounts where segment_key is not null)
union  all
select 'segment:' || id, id, 0
from   plan_segment
where  not exists (select 1 from accounts where segment_key is not null)
order  by segment;

-- Offerings that made at least one sale in fifty of the last year, with the first day on which each was sold.
create table offerings_sold as
with sold as (
  select coalesce(b.offering, b.source || '/' || b.offering_key) as offering, min(b.date) as first_sold,
         sum(case when days(b.date, as_of()) between 0 and 365 then 1 else 0 end) as sales
  from   bookings b
  where  b.offering_key is not null and b.date <= as_of()
  group  by coalesce(b.offering, b.source || '/' || b.offering_key)
)
select 'offering:' || offering as subject, offering, first_sold, sales
from   sold
where  sales > 0 and sales * 50 >= (select sum(sales) from sold)
order  by offering;

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

-- Meetings that came back: three or more of one rhythm, in one unit, in the year before the day of the review. A unit that
-- neither the meeting nor its rhythm tells is left open. Where no such meeting is told, one row asks for them.
create table meeting_series as
with held as (
  select m.rhythm, coalesce(m.rhythm, m.source || '/' || m.rhythm_key) as series,
         case when m.unit_key is null
              then (select u.id from plan_rhythm r join plan_unit u on u.id = r.unit where r.id = m.rhythm)
              else m.unit end as unit,
         substr(m.started, 1, 10) as day
  from   meetings m
  where  m.rhythm_key is not null
),
recent as (
  select rhythm, series, unit, count(*) as meetings, min(day) as first_day, max(day) as last_day
  from   held
  where  day <= as_of() and days(day, as_of()) < 366
  group  by rhythm, series, unit
  having count(*) >= 3
)
select 'rhythm:' || series
       || case when unit is not null and (select count(*) from recent o where o.series = r.series) > 1 then '/' || unit else '' end as subject,
       series, rhythm, unit, meetings, first_day, last_day
from   recent r
union  all
select 'table:meetings', null, null, null, 0, null, null
where  not exists (select 1 from recent)
order  by 1;

-- What facts show to be live in the year before the day of the review, by the kind of plan entry that should name it: what is
-- sold and through which channels, meetings that come back, tools that three people use, roles and units of those who sell.
create table objects_in_facts as
with seen as (
  select 'offering' as kind, b.offering as id, b.source || '/' || b.offering_key as key, count(*) as uses,
         min(b.date) as first_day, max(b.date) as last_day, sum(abs(coalesce(converted(b.net, b.currency, b.date), b.net))) as worth
  from   bookings b
  where  b.offering_key is not null and b.date <= as_of() and days(b.date, as_of()) < 366
  group  by b.offering, b.source, b.offering_key
  union  all
  select 'channel', b.channel, b.source || '/' || b.channel_key, count(*), min(b.date), max(b.date),
         sum(abs(coalesce(converted(b.net, b.currency, b.date), b.net)))
  from   bookings b
  where  b.channel_key is not null and b.date <= as_of() and days(b.date, as_of()) < 366
  group  by b.channel, b.source, b.channel_key
  union  all
  select 'tool', t.tool, t.source || '/' || t.tool_key, count(distinct t.person_key), min(t.date), max(t.date), null
  from   tool_usage t
  where  t.date <= as_of() and days(t.date, as_of()) < 366
  group  by t.tool, t.source, t.tool_key
  having count(distinct t.person_key) >= 3
  union  all
  select 'rhythm', s.rhythm, s.series, sum(s.meetings), min(s.first_day), max(s.last_day), null
  from   meeting_series s
  where  s.series is not null
  group  by s.rhythm, s.series
  union  all
  select 'role', coalesce(p.role, q.role), p.source || '/' || p.role_key, count(*), null, null, null
  from   people p
  join   roster r on r.person = coalesce(p.id, p.source || '/' || p.key)
  left   join plan_people q on q.id = p.id and q.role is not null and q.role <> '?'
  where  p.role_key is not null
  group  by coalesce(p.role, q.role), p.source, p.role_key
  union  all
  select 'unit', coalesce(p.unit, q.unit), p.source || '/' || p.unit_key, count(*), null, null, null
  from   people p
  join   roster r on r.person = coalesce(p.id, p.source || '/' || p.key)
  left   join plan_people q on q.id = p.id and q.unit is not null and q.unit <> '?'
  where  p.unit_key is not null
  group  by coalesce(p.unit, q.unit), p.source, p.unit_key
)
select kind || ':' || coalesce(id, key) as subject, kind, max(id) as id, coalesce(id, key) as object, sum(uses) as uses,
       min(first_day) as first_day, max(last_day) as last_day, sum(worth) as worth
from   seen
group  by kind, coalesce(id, key)
order  by 1;

-- Tools that are in use: three people and a fifth of those who sell, or more, in the last 91 days. Where no use is told, one row
-- asks for it.
create table tools_in_use as
with used as (
  select coalesce(t.tool, t.source || '/' || t.tool_key) as used_tool, t.tool,
         count(distinct coalesce(t.person, t.source || '/' || t.person_key)) as people
  from   tool_usage t
  where  t.date <= as_of() and days(t.date, as_of()) < 91
  group  by coalesce(t.tool, t.source || '/' || t.tool_key), t.tool
)
select 'tool:' || used_tool as subject, used_tool, tool, people
from   used
where  people >= 3 and 5 * people >= (select count(*) from roster)
union  all
select 'table:tool_usage', null, null, 0
where  not exists (select 1 from tool_usage t where t.date <= as_of() and days(t.date, as_of()) < 91)
order  by 1;

-- Columns of facts that name a person, a customer, a unit or a deal, where the last year has rows of them.
create table links_in_facts as
select 'link:people' as subject, 'people' as fact_table, 'key' as fact_column, 'person' as names
where  exists (select 1 from people)
union  all select 'link:bookings.person', 'bookings', 'person', 'person'
where  exists (select 1 from bookings where person_key is not null and date <= as_of() and days(date, as_of()) < 366)
union  all select 'link:bookings.account', 'bookings', 'account', 'account'
where  exists (select 1 from bookings where account_key is not null and date <= as_of() and days(date, as_of()) < 366)
union  all select 'link:bookings.unit', 'bookings', 'unit', 'unit'
where  exists (select 1 from bookings where unit_key is not null and date <= as_of() and days(date, as_of()) < 366)
union  all select 'link:bookings.opportunity', 'bookings', 'opportunity', 'opportunity'
where  exists (select 1 from bookings where opportunity is not null and date <= as_of() and days(date, as_of()) < 366)
union  all select 'link:opportunities.person', 'opportunities', 'person', 'person'
where  exists (select 1 from opportunities where coalesce(closed, as_of()) <= as_of() and days(coalesce(closed, as_of()), as_of()) < 366)
union  all select 'link:opportunities.account', 'opportunities', 'account', 'account'
where  exists (select 1 from opportunities where account_key is not null and coalesce(closed, as_of()) <= as_of() and days(coalesce(closed, as_of()), as_of()) < 366)
union  all select 'link:activities.person', 'activities', 'person', 'person'
where  exists (select 1 from activities where substr(started, 1, 10) <= as_of() and days(substr(started, 1, 10), as_of()) < 366)
union  all select 'link:quotas.person', 'quotas', 'person', 'person'
where  exists (select 1 from quotas where valid_from <= as_of() and (valid_until is null or valid_until > as_of()))
union  all select 'link:assignments.person', 'assignments', 'person', 'person'
where  exists (select 1 from assignments where valid_from <= as_of() and (valid_until is null or valid_until > as_of()))
union  all select 'link:pay.person', 'pay', 'person', 'person'
where  exists (select 1 from pay where coalesce(valid_from, as_of()) <= as_of() and (valid_until is null or days(valid_until, as_of()) < 366))
order  by 1;

-- What the books must agree with: each measure that Finance gives control totals of, or a row that asks for them; and the won
-- deals of the sales system, where there are any.
create table books_to_agree as
select distinct 'measure:' || coalesce(measure, source || '/' || measure_key) as subject,
       coalesce(measure, source || '/' || measure_key) as measure
from   control_totals
union  all
select 'table:control_totals', null
where  not exists (select 1 from control_totals)
union  all
select 'table:bookings', null
where  exists (select 1 from opportunities where outcome = 'won')
order  by 1;

-- Fields of a deal whose history shows what happened to it.
create table history_fields as
select 'field:' || field as subject, field
from   (select 'stage' as field union all select 'amount' union all select 'close_date' union all select 'owner')
where  exists (select 1 from opportunities)
order  by 1;

-- Deals that came to an end, where any were lost.
create table decided_deals as
select 'table:opportunities' as subject, count(*) as deals, sum(case when outcome = 'lost' then 1 else 0 end) as lost
from   opportunities
where  outcome in ('won', 'lost')
having count(*) > 0;

-- Fields of an open deal without which nobody can work on it or count on it.
create table deal_fields as
select 'field:opportunities.' || field as subject, field
from   (select 'account' as field union all select 'amount' union all select 'expected')
where  exists (select 1 from opportunities where outcome = 'open')
order  by 1;

-- Records that somebody must look after: open deals, and customers.
create table owned_records as
select 'table:opportunities' as subject where exists (select 1 from opportunities where outcome = 'open')
union  all
select 'table:accounts' where exists (select 1 from accounts where owner_key is not null and (closed is null or closed > as_of()))
order  by 1;

-- The forecasts that were handed in, or a row that asks for them.
create table forecast_records as
select 'table:forecasts' as subject, (select count(*) from forecasts) as forecasts;

-- What people were paid, or a row that asks for it.
create table pay_records as
select 'table:pay' as subject, (select count(*) from pay) as payments;

-- The orders that were booked, where there are any.
create table order_books as
select 'table:bookings' as subject, count(*) as orders from bookings having count(*) > 0;

-- Facts that people type in by hand, where there are any.
create table typed_records as
select 'table:opportunities' as subject where exists (select 1 from opportunities)
union  all
select 'table:opportunity_evidence' where exists (select 1 from opportunity_evidence)
union  all
select 'table:activities' where exists (select 1 from activities)
union  all
select 'table:answers' where exists (select 1 from answers)
order  by 1;
