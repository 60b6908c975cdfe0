-- Figures that somebody entered: whose, from when until when, as a share, as money or as a word.
select s.person, s.unit, s.name, s.valid_from, s.valid_until, s.score, s.amount, s.currency, s.word
from   scores s
where  (s.person is not null or s.person_key is null) and s.valid_from <= as_of()
order  by s.name, s.person, s.unit, s.valid_from, s.at
