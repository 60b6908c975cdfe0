-- What pay was worked out and posted, and what people say of it. All but the count of openings is only ever added to:
-- triggers refuse changes, removals, and rows that would take the place of others.

-- One computation of pay, or one posting by hand.
create table pay_runs (
  number integer primary key,
  period text not null,
  -- Counts from 1 in each period.
  version integer not null check (version > 0),
  -- 1 where the postings are the differences to what was computed before, 0 where they were given.
  settled integer not null check (settled in (0, 1)),
  made_on text not null,
  made_by text not null,
  as_of text not null,
  reason text not null,
  input_hash text not null,
  unique (period, version)
) strict;
create trigger pay_runs_kept before update on pay_runs begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_runs_stay before delete on pay_runs begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_runs_once before insert on pay_runs
when exists (select 1 from pay_runs where number = new.number or period = new.period and version = new.version)
begin select raise(abort, 'the ledger is never rewritten'); end;
-- What was known on a day never changes afterwards.
create trigger pay_runs_in_order before insert on pay_runs
when new.made_on < (select max(made_on) from pay_runs)
begin select raise(abort, 'a later run is recorded already'); end;
create index pay_runs_by_day on pay_runs (made_on);

-- A period that is closed: nothing is ever posted in it again.
create table pay_closed (
  period text primary key,
  closed_on text not null,
  closed_by text not null,
  run integer not null references pay_runs (number)
) strict, without rowid;
create trigger pay_closed_kept before update on pay_closed begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_closed_stay before delete on pay_closed begin select raise(abort, 'a closed period is never reopened'); end;
create trigger pay_closed_once before insert on pay_closed
when exists (select 1 from pay_closed where period = new.period)
begin select raise(abort, 'a period is closed once'); end;

-- Minor units of the currency. `adjusts` is the kind of posting that an adjustment corrects, where it corrects one.
create table pay_postings (
  number integer primary key,
  run integer not null references pay_runs (number),
  person text not null,
  plan text not null,
  earned text not null,
  posted text not null,
  kind text not null check (kind in (
    'earning', 'adjustment', 'bonus', 'gate', 'multiplier', 'floor', 'draw-advance', 'draw-recovery', 'draw-forgiven',
    'clawback', 'hold', 'release', 'forfeit', 'carried', 'leave', 'guarantee', 'cap', 'payout', 'accrual', 'reverse'
  )),
  adjusts text check (adjusts is null or kind = 'adjustment' and adjusts in (
    'earning', 'bonus', 'gate', 'multiplier', 'floor', 'draw-advance', 'draw-recovery', 'draw-forgiven',
    'clawback', 'hold', 'release', 'forfeit', 'carried', 'leave', 'guarantee', 'cap', 'payout', 'accrual', 'reverse'
  )),
  component text not null,
  minor integer not null,
  currency text not null check (length(currency) = 3),
  reason text not null,
  line text
) strict;
create index pay_postings_by_person on pay_postings (person, earned);
create index pay_postings_by_earned on pay_postings (earned);
create index pay_postings_by_posted on pay_postings (posted);
create index pay_postings_by_run on pay_postings (run);
create trigger pay_postings_kept before update on pay_postings begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_postings_stay before delete on pay_postings begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_postings_once before insert on pay_postings
when exists (select 1 from pay_postings where number = new.number)
begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_postings_open before insert on pay_postings
when exists (select 1 from pay_closed where period = new.posted)
begin select raise(abort, 'nothing is posted in a closed period'); end;
-- A run that others have followed gets no further postings.
create trigger pay_postings_newest before insert on pay_postings
when new.run < (select max(number) from pay_runs)
begin select raise(abort, 'the ledger is never rewritten'); end;

-- What somebody says of pay. It names its line by key, so it stays whatever later runs post.
create table pay_disputes (
  number integer primary key,
  person text not null,
  period text not null,
  line text,
  minor integer,
  currency text check (length(currency) = 3),
  says text not null,
  opened_on text not null,
  opened_by text not null,
  check ((minor is null) = (currency is null))
) strict;
create index pay_disputes_by_person on pay_disputes (person, period);
create trigger pay_disputes_kept before update on pay_disputes begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_disputes_stay before delete on pay_disputes begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_disputes_once before insert on pay_disputes
when exists (select 1 from pay_disputes where number = new.number)
begin select raise(abort, 'the ledger is never rewritten'); end;

-- The newest answer says how a dispute stands; without any it is open.
create table pay_dispute_answers (
  number integer primary key,
  dispute integer not null references pay_disputes (number),
  state text not null check (state in ('open', 'answered', 'upheld', 'refused')),
  says text not null,
  answered_on text not null,
  answered_by text not null
) strict;
create index pay_dispute_answers_by_dispute on pay_dispute_answers (dispute, number);
create trigger pay_dispute_answers_kept before update on pay_dispute_answers begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_dispute_answers_stay before delete on pay_dispute_answers begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_dispute_answers_once before insert on pay_dispute_answers
when exists (select 1 from pay_dispute_answers where number = new.number)
begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_dispute_answers_step before insert on pay_dispute_answers
when coalesce(
  (select state from pay_dispute_answers where dispute = new.dispute order by number desc limit 1), 'open'
) in ('upheld', 'refused', new.state)
begin select raise(abort, 'a dispute does not take this step'); end;

-- Letters that say what a pay plan is to somebody. A version of a plan has one text for a person.
create table pay_letters (
  number integer primary key,
  person text not null,
  plan text not null,
  version text not null,
  letter_hash text not null,
  sent_on text not null,
  unique (person, plan, version)
) strict;
create trigger pay_letters_kept before update on pay_letters begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_letters_stay before delete on pay_letters begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_letters_once before insert on pay_letters
when exists (
  select 1 from pay_letters
  where number = new.number or person = new.person and plan = new.plan and version = new.version
)
begin select raise(abort, 'the ledger is never rewritten'); end;

create table pay_acceptances (
  letter integer primary key references pay_letters (number),
  accepted_on text not null
) strict;
create trigger pay_acceptances_kept before update on pay_acceptances begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_acceptances_stay before delete on pay_acceptances begin select raise(abort, 'the ledger is never rewritten'); end;
create trigger pay_acceptances_once before insert on pay_acceptances
when exists (select 1 from pay_acceptances where letter = new.letter)
begin select raise(abort, 'the ledger is never rewritten'); end;

-- How often somebody looked at the statement of a period, on each day. Only the count moves.
create table pay_openings (
  person text not null,
  period text not null,
  day text not null,
  count integer not null check (count > 0),
  primary key (person, period, day)
) strict, without rowid;
