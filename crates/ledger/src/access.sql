-- What was done about access. The newest row of a person is how it stands; none is ever changed.
create table access (
  number integer primary key,
  at text not null,
  by text not null,
  person text not null,
  act text not null check (act in ('invite', 'password', 'revoke')),
  operates integer not null check (operates in (0, 1)),
  -- What checks the password: a salted hash, never the password.
  password text
) strict;
create index access_by_person on access (person, number);

-- What opens the door once: an invitation, a ready sign-in, a question sent to somebody. Only the hash of the token is kept.
create table tickets (
  hash text primary key,
  purpose text not null check (purpose in ('invitation', 'entry', 'question')),
  person text not null,
  -- The question that it opens, for one that opens a question.
  about text,
  made_at integer not null,
  until integer not null,
  used_at integer
) strict;

-- Who is signed in. Only the hash of the token is kept.
create table sessions (
  hash text primary key,
  person text not null,
  opened_at integer not null,
  until integer not null
) strict;
create index sessions_by_person on sessions (person);

-- Figures that somebody says are wrong, with the value as it was shown.
create table wrong (
  number integer primary key,
  at text not null,
  by text not null,
  figure text not null,
  about text not null,
  shown text not null,
  kind text not null check (kind in ('data', 'credit', 'owner')),
  says text not null
) strict;
create index wrong_by_about on wrong (about, number);

-- What was answered. None is ever changed; the newest says how it stands.
create table wrong_answers (
  number integer primary key,
  wrong integer not null references wrong (number),
  at text not null,
  by text not null,
  state text not null check (state in ('open', 'upheld', 'refused')),
  says text not null
) strict;
create index wrong_answers_by_wrong on wrong_answers (wrong, number);
