-- Who was away, wholly, from when until when; while it lasts, until the day after that of the review.
select a.person, a.valid_from, coalesce(a.valid_until, date(as_of(), '+1 day')) as valid_until
from   absences a
where  a.person is not null and (a.share is null or a.share >= 1000000) and a.valid_from <= as_of()
order  by a.person, a.valid_from, a.at
