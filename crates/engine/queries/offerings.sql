-- Offerings with their families.
select id, coalesce(family, id) as family from plan_offering order by id
