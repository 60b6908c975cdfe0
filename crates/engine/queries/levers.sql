-- Levers that serve the mandate or name no objective, with their money in the company's currency.
select v.id, coalesce(v.name, v.id) as name, v.kind, v.category, converted_money(v.amount, v.amount_currency, as_of()) as amount,
       v.chance, v.closes, v.lag_minutes, converted_money(v.cost, v.cost_currency, as_of()) as cost, coalesce(v.option, 0) as option, v.at
from   plan_lever v
where  v.objective is null or v.objective = :mandate or v.objective in (select s.objective from serving s where s.mandate = :mandate)
order  by v.id
