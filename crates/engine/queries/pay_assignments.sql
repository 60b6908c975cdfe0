-- Who answers for which territory or account, from when until when: the plan's list, else the exports'.
select a.person, case when a.account is null then 'territory' else 'account' end as by, coalesce(a.account, a.territory) as what,
       a.valid_from, a.valid_until
from   plan_assignment a
where  coalesce(a.account, a.territory) is not null
union
select f.person, case when f.account_key is null then 'territory' else 'account' end,
       coalesce(f.account, f.territory, f.source || '/' || coalesce(f.account_key, f.territory_key)), f.valid_from, f.valid_until
from   assignments f
where  f.person is not null and coalesce(f.account_key, f.territory_key) is not null
and    not exists (select 1 from plan_assignment)
order  by 1, 2, 3, 4
