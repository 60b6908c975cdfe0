-- Units with the one above, their level and country.
select id, parent, coalesce(level, '') as level, country, coalesce(name, id) as name
from   plan_unit
where  (valid_from is null or valid_from <= as_of()) and (valid_until is null or valid_until > as_of())
order  by id
