//! A kept run as bytes, so that another process can take a change in without running everything again.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read, Result, Write};

use plumb_units::Currency;

use super::Kept;
use crate::events::{Events, Keys, Numbers, Shares, Words};
use crate::given::Given;
use crate::lines::Line;
use crate::plan::PayPlan;
use crate::result::{Entry, EntryKind, Paid, PaidPeriod, Problem};
use crate::roster::{date_of, day_number};
use crate::run::Run;
use crate::stream::Raw;

/// What the bytes begin with: a name and the version of their form.
const HEAD: &[u8; 8] = b"plumbp02";
/// The longest list that is read, so that broken bytes cannot ask for all memory.
const LONGEST: u64 = 1 << 32;
/// How many numbers are turned into bytes at a time.
const CHUNK: usize = 8192;

impl Kept {
    /// Writes transactions, lines and results. Plans and what is given beside them are not part of it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn save(&self, to: &mut impl Write) -> Result<()> {
        to.write_all(HEAD)?;
        put_events(to, &self.events)?;
        let run = &self.run;
        put_len(to, run.lines.len())?;
        for lines in &run.lines {
            put_all(to, lines, |line, bytes| bytes.extend_from_slice(&line.to_bytes()))?;
        }
        for raws in &run.raws {
            put_len(to, raws.len())?;
            for raw in raws {
                put_all(to, &raw.pays, long)?;
                put_all(to, &raw.earned, long)?;
                put_all(to, &raw.taken, long)?;
            }
        }
        for paid in &run.paid {
            put_paid(to, paid)?;
        }
        for problems in run.of_seat.iter().chain([&run.of_lines]) {
            put_len(to, problems.len())?;
            for problem in problems {
                put_problem(to, problem)?;
            }
        }
        put_len(to, run.upwards.len())?;
        for sums in &run.upwards {
            let sums: Vec<((u32, u16), (i64, i64))> = sums.iter().map(|(key, sum)| (*key, *sum)).collect();
            put_all(to, &sums, |((person, day), (amount, weighted)), bytes| {
                bytes.extend_from_slice(&person.to_le_bytes());
                bytes.extend_from_slice(&day.to_le_bytes());
                bytes.extend_from_slice(&amount.to_le_bytes());
                bytes.extend_from_slice(&weighted.to_le_bytes());
            })?;
        }
        to.flush()
    }

    /// Reads what [`save`](Self::save) wrote. `plans` and `given` must be those of the run.
    ///
    /// # Errors
    /// Those of the reader, and bytes that are not such a run or of another version.
    pub fn load(from: &mut impl Read, plans: Vec<PayPlan>, given: Given, threads: usize) -> Result<Self> {
        let mut head = [0; 8];
        from.read_exact(&mut head)?;
        if &head != HEAD {
            return Err(broken("not a kept run of this version"));
        }
        let events = take_events(from)?;
        let seats = take_len(from)?;
        let mut run = Run::default();
        for _ in 0..seats {
            run.lines.push(take_all(from, Line::from_bytes)?);
        }
        for _ in 0..seats {
            let mut raws = Vec::new();
            for _ in 0..take_len(from)? {
                raws.push(Raw {
                    pays: take_all(from, i64::from_le_bytes)?,
                    earned: take_all(from, i64::from_le_bytes)?,
                    taken: take_all(from, i64::from_le_bytes)?,
                });
            }
            run.raws.push(raws);
        }
        for _ in 0..seats {
            run.paid.push(take_paid(from)?);
        }
        let mut problems = Vec::new();
        for _ in 0..=seats {
            let mut of_seat = Vec::new();
            for _ in 0..take_len(from)? {
                of_seat.push(take_problem(from)?);
            }
            problems.push(of_seat);
        }
        run.of_lines = problems.pop().unwrap_or_default();
        run.of_seat = problems;
        for _ in 0..take_len(from)? {
            let sums = take_all(from, |bytes: [u8; 22]| {
                let person = u32::from_le_bytes(part(&bytes, 0));
                let day = u16::from_le_bytes(part(&bytes, 4));
                let amount = i64::from_le_bytes(part(&bytes, 6));
                ((person, day), (amount, i64::from_le_bytes(part(&bytes, 14))))
            })?;
            run.upwards.push(sums.into_iter().collect::<BTreeMap<_, _>>());
        }
        run.gather_problems();
        let kept = Self::of(plans, events, given, run, threads);
        if kept.roster.seats.len() != seats {
            return Err(broken("the kept run is of other people or plans"));
        }
        Ok(kept)
    }
}

fn broken(says: &str) -> Error {
    Error::new(ErrorKind::InvalidData, says)
}

/// So many bytes from a place on; zeros where they end before.
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut found = [0; N];
    for (to, from) in found.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
    found
}

fn long(value: &i64, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put_len(to: &mut impl Write, len: usize) -> Result<()> {
    to.write_all(&(len as u64).to_le_bytes())
}

fn take_len(from: &mut impl Read) -> Result<usize> {
    let len = u64::from_le_bytes(take(from)?);
    if len > LONGEST {
        return Err(broken("a list is longer than any run has"));
    }
    usize::try_from(len).map_err(|_| broken("a list does not fit"))
}

fn take<const N: usize>(from: &mut impl Read) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn put_all<T>(to: &mut impl Write, all: &[T], with: impl Fn(&T, &mut Vec<u8>)) -> Result<()> {
    put_len(to, all.len())?;
    let mut bytes = Vec::with_capacity(CHUNK * 24);
    for chunk in all.chunks(CHUNK) {
        bytes.clear();
        for one in chunk {
            with(one, &mut bytes);
        }
        to.write_all(&bytes)?;
    }
    Ok(())
}

fn take_all<T, const N: usize>(from: &mut impl Read, with: impl Fn([u8; N]) -> T) -> Result<Vec<T>> {
    let len = take_len(from)?;
    let mut found = Vec::with_capacity(len.min(1 << 24));
    let mut bytes = vec![0; CHUNK * N];
    let mut left = len;
    while left > 0 {
        let now = left.min(CHUNK);
        let Some(chunk) = bytes.get_mut(..now * N) else { break };
        from.read_exact(chunk)?;
        let (items, _) = chunk.as_chunks::<N>();
        found.extend(items.iter().map(|item| with(*item)));
        left -= now;
    }
    Ok(found)
}

fn put_text(to: &mut impl Write, text: &str) -> Result<()> {
    put_len(to, text.len())?;
    to.write_all(text.as_bytes())
}

fn take_text(from: &mut impl Read) -> Result<String> {
    let bytes = take_all(from, |[byte]: [u8; 1]| byte)?;
    String::from_utf8(bytes).map_err(|_| broken("a text is not UTF-8"))
}

fn put_texts(to: &mut impl Write, texts: &[String]) -> Result<()> {
    put_len(to, texts.len())?;
    texts.iter().try_for_each(|text| put_text(to, text))
}

fn take_texts(from: &mut impl Read) -> Result<Vec<String>> {
    (0..take_len(from)?).map(|_| take_text(from)).collect()
}

fn put_events(to: &mut impl Write, events: &Events) -> Result<()> {
    match &events.keys {
        Keys::Numbers(keys) => {
            to.write_all(&[0])?;
            put_all(to, keys, |key, bytes| bytes.extend_from_slice(&key.to_le_bytes()))?;
        }
        Keys::Texts(keys) => {
            to.write_all(&[1])?;
            put_texts(to, keys)?;
        }
    }
    put_all(to, &events.days, |day, bytes| bytes.extend_from_slice(&day.to_le_bytes()))?;
    put_all(to, &events.on, |on, bytes| bytes.push(*on))?;
    put_texts(to, &events.kinds)?;
    let word = |word: &u32, bytes: &mut Vec<u8>| bytes.extend_from_slice(&word.to_le_bytes());
    put_all(to, &events.owner, word)?;
    put_len(to, events.numbers.len())?;
    for (name, numbers) in &events.numbers {
        put_text(to, name)?;
        to.write_all(&[u8::from(numbers.money)])?;
        put_all(to, &numbers.of, long)?;
    }
    put_len(to, events.texts.len())?;
    for (name, words) in &events.texts {
        put_text(to, name)?;
        put_texts(to, &words.names)?;
        put_all(to, &words.of, |code, bytes| bytes.extend_from_slice(&code.to_le_bytes()))?;
    }
    put_len(to, events.roles.len())?;
    for (name, people) in &events.roles {
        put_text(to, name)?;
        put_all(to, people, word)?;
    }
    put_all(to, &events.shares.starts, word)?;
    put_all(to, &events.shares.of, |(person, share), bytes| {
        bytes.extend_from_slice(&person.to_le_bytes());
        bytes.extend_from_slice(&share.to_le_bytes());
    })?;
    put_all(to, &events.refers, word)?;
    put_all(to, &events.currency, |code, bytes| bytes.push(*code))?;
    let codes: Vec<String> = events.currencies.iter().map(|currency| currency.code().to_owned()).collect();
    put_texts(to, &codes)
}

fn take_events(from: &mut impl Read) -> Result<Events> {
    let [kind] = take(from)?;
    let keys = if kind == 0 {
        Keys::Numbers(take_all(from, u64::from_le_bytes)?)
    } else {
        Keys::Texts(take_texts(from)?)
    };
    let mut events = Events { keys, ..Events::default() };
    events.days = take_all(from, i32::from_le_bytes)?;
    events.on = take_all(from, |[on]: [u8; 1]| on)?;
    events.kinds = take_texts(from)?;
    events.owner = take_all(from, u32::from_le_bytes)?;
    for _ in 0..take_len(from)? {
        let name = take_text(from)?;
        let [money] = take(from)?;
        let of = take_all(from, i64::from_le_bytes)?;
        events.numbers.insert(name, Numbers { money: money == 1, of });
    }
    for _ in 0..take_len(from)? {
        let name = take_text(from)?;
        let names = take_texts(from)?;
        events.texts.insert(name, Words { names, of: take_all(from, u16::from_le_bytes)? });
    }
    for _ in 0..take_len(from)? {
        let name = take_text(from)?;
        events.roles.insert(name, take_all(from, u32::from_le_bytes)?);
    }
    let starts = take_all(from, u32::from_le_bytes)?;
    let of = take_all(from, |bytes: [u8; 8]| {
        (u32::from_le_bytes(part(&bytes, 0)), u32::from_le_bytes(part(&bytes, 4)))
    })?;
    events.shares = Shares { starts, of };
    events.refers = take_all(from, u32::from_le_bytes)?;
    events.currency = take_all(from, |[code]: [u8; 1]| code)?;
    let codes = take_texts(from)?;
    let currencies: std::result::Result<Vec<Currency>, _> =
        codes.iter().map(|code| Currency::parse(code)).collect();
    events.currencies = currencies.map_err(|error| broken(&error.to_string()))?;
    Ok(events)
}

fn put_place(to: &mut impl Write, place: Option<usize>) -> Result<()> {
    to.write_all(&place.map_or(u64::MAX, |place| place as u64).to_le_bytes())
}

fn take_place(from: &mut impl Read) -> Result<Option<usize>> {
    let place = u64::from_le_bytes(take(from)?);
    Ok(if place == u64::MAX { None } else { usize::try_from(place).ok() })
}

fn put_paid(to: &mut impl Write, paid: &Paid) -> Result<()> {
    to.write_all(&paid.person.to_le_bytes())?;
    put_len(to, paid.plan)?;
    put_len(to, paid.periods.len())?;
    for period in &paid.periods {
        put_all(to, &period.earned, long)?;
        put_len(to, period.entries.len())?;
        for entry in &period.entries {
            let kind = EntryKind::ALL.iter().position(|kind| *kind == entry.kind).unwrap_or(0);
            put_place(to, Some(kind))?;
            put_place(to, entry.component)?;
            to.write_all(&entry.amount.to_le_bytes())?;
            put_place(to, entry.earned_in)?;
            put_place(to, entry.event.map(|event| event as usize))?;
        }
        for amount in [period.paid, period.held, period.balance] {
            to.write_all(&amount.to_le_bytes())?;
        }
    }
    Ok(())
}

fn take_paid(from: &mut impl Read) -> Result<Paid> {
    let person = u32::from_le_bytes(take(from)?);
    let plan = take_len(from)?;
    let mut periods = Vec::new();
    for _ in 0..take_len(from)? {
        let mut period = PaidPeriod { earned: take_all(from, i64::from_le_bytes)?, ..PaidPeriod::default() };
        for _ in 0..take_len(from)? {
            let kind = take_place(from)?.and_then(|kind| EntryKind::ALL.get(kind)).copied();
            period.entries.push(Entry {
                kind: kind.ok_or_else(|| broken("an entry is of no known kind"))?,
                component: take_place(from)?,
                amount: i64::from_le_bytes(take(from)?),
                earned_in: take_place(from)?,
                event: take_place(from)?.and_then(|event| u32::try_from(event).ok()),
            });
        }
        period.paid = i64::from_le_bytes(take(from)?);
        period.held = i64::from_le_bytes(take(from)?);
        period.balance = i64::from_le_bytes(take(from)?);
        periods.push(period);
    }
    Ok(Paid { person, plan, periods })
}

/// Each problem as its number, two numbers, a day and two texts.
fn put_problem(to: &mut impl Write, problem: &Problem) -> Result<()> {
    let (kind, plan, who, day, a, b) = match problem {
        Problem::NoQuota { plan, person, measure, from } => {
            (0, *plan, *person, Some(*from), measure.as_str(), "")
        }
        Problem::NoFigure { plan, person, figure, from } => {
            (1, *plan, *person, Some(*from), figure.as_str(), "")
        }
        Problem::NoRate { plan, place, value } => (2, *plan, 0, None, place.as_str(), value.as_str()),
        Problem::NoExchange { event } => (3, 0, *event, None, "", ""),
        Problem::TwoAbove { person, day } => (4, 0, *person, Some(*day), "", ""),
        Problem::Shares { event } => (5, 0, *event, None, "", ""),
        Problem::TooLarge { plan, person, component } => {
            put_len(to, 6)?;
            put_place(to, Some(*plan))?;
            to.write_all(&person.to_le_bytes())?;
            return put_place(to, Some(*component).filter(|place| *place != usize::MAX));
        }
    };
    put_len(to, kind)?;
    put_place(to, Some(plan))?;
    to.write_all(&who.to_le_bytes())?;
    to.write_all(&day.map_or(0, day_number).to_le_bytes())?;
    put_text(to, a)?;
    put_text(to, b)
}

fn take_problem(from: &mut impl Read) -> Result<Problem> {
    let kind = take_len(from)?;
    let plan = take_place(from)?.unwrap_or(0);
    let who = u32::from_le_bytes(take(from)?);
    if kind == 6 {
        return Ok(Problem::TooLarge {
            plan,
            person: who,
            component: take_place(from)?.unwrap_or(usize::MAX),
        });
    }
    let day = date_of(i32::from_le_bytes(take(from)?));
    let (a, b) = (take_text(from)?, take_text(from)?);
    match kind {
        0 => Ok(Problem::NoQuota { plan, person: who, measure: a, from: day }),
        1 => Ok(Problem::NoFigure { plan, person: who, figure: a, from: day }),
        2 => Ok(Problem::NoRate { plan, place: a, value: b }),
        3 => Ok(Problem::NoExchange { event: who }),
        4 => Ok(Problem::TwoAbove { person: who, day }),
        5 => Ok(Problem::Shares { event: who }),
        _ => Err(broken("a problem is of no known kind")),
    }
}
