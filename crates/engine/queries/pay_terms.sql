-- What single people are paid otherwise than their plan says: fixed pay, variable pay at target, a draw, a rate of their own.
select coalesce(p.person, p.source || '/' || p.person_key) as person, lower(p.kind) as kind, p.valid_from, p.valid_until,
       p.amount, p.currency, p.rate
from   pay p
order  by 1, p.valid_from, 2, p.at
