-- Who has a share or a part in a sale, by the key of the booking or of the deal; the largest share of each first.
select s.source, s.booking, s.opportunity, coalesce(s.person, s.source || '/' || s.person_key) as person, s.share, s.role,
       s.valid_from
from   credit_shares s
where  s.booking is not null or s.opportunity is not null
order  by s.source, s.booking, s.opportunity, s.share desc, 4, s.at
