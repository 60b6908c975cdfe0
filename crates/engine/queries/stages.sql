-- Open stages in their order, with the chance that the plan gives them.
select coalesce(stage, source || '/' || word) as stage, coalesce(min(place), 99) as place, max(chance) as chance
from   stages_seen
where  is_open = 1
group  by coalesce(stage, source || '/' || word)
order  by 2, 1
