-- Milestones from the fiscal year on of objectives that a person answers for or whose unit stands above the person.
select   coalesce(o.says, o.id), coalesce(v.name, o.measure), m.date, m.target, m.target_unit, m.date <= as_of() as over,
         o.owner is :person or o.id in (select objective from mandates) as open, o.unit
from     plan_objective_milestone as m
join     plan_objective as o on o.id = m.objective
left     join plan_measure as v on v.id = o.measure
where    m.date >= year_from()
and      (o.owner is :person
          or o.unit in (select a.above
                        from   plan_people as p
                        join   plan_unit_above as a on a.unit = p.unit
                        where  p.id = :person
                        and    (p.valid_from is null or p.valid_from <= as_of())
                        and    (p.valid_until is null or p.valid_until > as_of())))
order by m.date, o.id
