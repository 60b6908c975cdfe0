-- Moves of deals between stages, and of the days on which they are expected to close.
select c.source || '/' || c.opportunity as deal, c.field, substr(c.changed_at, 1, 10) as day,
       case when c.field = 'stage' then coalesce(a.stage, c.source || '/' || c.old) else substr(c.old, 1, 10) end as old,
       case when c.field = 'stage' then coalesce(b.stage, c.source || '/' || c.new) else substr(c.new, 1, 10) end as new
from   opportunity_changes c
left   join (select source, word, max(stage) as stage from stages_seen group by source, word) a
       on c.field = 'stage' and a.source = c.source and a.word = c.old
left   join (select source, word, max(stage) as stage from stages_seen group by source, word) b
       on c.field = 'stage' and b.source = c.source and b.word = c.new
where  c.field in ('stage', 'close_date') and c.new is not null and substr(c.changed_at, 1, 10) <= as_of()
order  by c.source, c.opportunity, c.changed_at, c.key
