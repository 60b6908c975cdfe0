-- People that the plan counts on.
select id, unit, role, heads, coalesce(ramped, 0) as ramped, valid_from, valid_until, at
from   plan_capacity
order  by unit, role, valid_from, id
