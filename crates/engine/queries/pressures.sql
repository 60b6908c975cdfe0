-- Dated pressures whose effect on sales is told.
select id, coalesce(valid_from, as_of()) as valid_from, valid_until, unit, segment, offering, effect
from   plan_pressure
where  effect is not null
order  by id
