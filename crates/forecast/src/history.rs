//! What happened, as the forecast takes it in, and what of it was known on a day.

use plumb_units::Date;

/// A fiscal month: half-open, and how much can be sold in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// How people call it.
    pub name: String,
    /// Its first day.
    pub from: Date,
    /// The day after its last.
    pub until: Date,
    /// Selling days in it; 0 counts as not known, and all such periods as equally long per calendar day.
    pub working_days: u32,
    /// Its position in the fiscal year, from 0; every third one ends a quarter.
    pub season: u8,
}

/// A unit of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: String,
    /// The unit above it, by number.
    pub parent: Option<usize>,
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Their id: their luck is drawn from it.
    pub id: String,
    /// Where they are, by number.
    pub unit: Option<usize>,
    /// Their first day; without one, the first day on which they sold or opened a deal.
    pub from: Option<Date>,
    /// The day after their last.
    pub until: Option<Date>,
    /// Days from their first day until they sell as others do.
    pub ramp_days: Option<u32>,
    /// Whether selling is their work. Who has sold is forecast all the same.
    pub sells: bool,
}

/// A line of what was sold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// When.
    pub day: Date,
    /// By whom, by number.
    pub person: Option<usize>,
    /// Of which offering family, by number.
    pub family: usize,
    /// To which segment, by number.
    pub segment: Option<usize>,
    /// Minor units; what came back is negative.
    pub amount: i64,
    /// The deal that it came from, by number.
    pub deal: Option<usize>,
}

/// How a deal ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Not yet.
    #[default]
    Open,
    /// It was won.
    Won,
    /// It was lost.
    Lost,
}

/// A deal as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deal {
    /// Whose, by number.
    pub person: Option<usize>,
    /// Of which offering family, by number.
    pub family: usize,
    /// In which segment, by number.
    pub segment: Option<usize>,
    /// When it was opened. Without it a deal is left out, and counted.
    pub created: Option<Date>,
    /// When it ended.
    pub closed: Option<Date>,
    /// How it ended.
    pub outcome: Outcome,
    /// Minor units.
    pub amount: Option<i64>,
    /// Its stage, by number.
    pub stage: Option<usize>,
    /// When it is expected to close.
    pub expected: Option<Date>,
    /// The chance typed in, 0 to 1. Only the naive rule looks at it.
    pub chance: Option<f64>,
}

/// A deal changed its stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageMove {
    /// Which deal, by number.
    pub deal: usize,
    /// When.
    pub day: Date,
    /// Where it was.
    pub from: Option<usize>,
    /// Where it went.
    pub to: usize,
}

/// A deal's expected date was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateMove {
    /// Which deal, by number.
    pub deal: usize,
    /// When it was changed.
    pub day: Date,
    /// What it was.
    pub old: Option<Date>,
    /// What it became.
    pub new: Option<Date>,
}

/// A stage of deals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Its place among the stages.
    pub order: usize,
    /// The chance that the plan gives it. Only the naive rule looks at it.
    pub chance: Option<f64>,
}

/// Something with dates that lowers or lifts sales somewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pressure {
    /// Its id.
    pub id: String,
    /// Its first day.
    pub from: Date,
    /// The day after its last.
    pub until: Option<Date>,
    /// In which unit and below; everywhere without one.
    pub unit: Option<usize>,
    /// In which segment.
    pub segment: Option<usize>,
    /// In which family.
    pub family: Option<usize>,
    /// The relative change of what is sold there: −0.15 is 15 % less. At least −1.
    pub effect: f64,
}

/// Everything that a forecast is made from. Numbers that point nowhere are reported, never followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Consecutive fiscal months, the oldest first, reaching past the end of the horizon.
    pub periods: Vec<Period>,
    /// Ids of offering families.
    pub families: Vec<String>,
    /// Ids of segments.
    pub segments: Vec<String>,
    /// The organisation.
    pub units: Vec<Unit>,
    /// People.
    pub people: Vec<Person>,
    /// What was sold.
    pub sales: Vec<Sale>,
    /// Deals as they are now.
    pub deals: Vec<Deal>,
    /// Their ways through the stages.
    pub stage_moves: Vec<StageMove>,
    /// Their changes of date.
    pub date_moves: Vec<DateMove>,
    /// The stages.
    pub stages: Vec<Stage>,
    /// What presses.
    pub pressures: Vec<Pressure>,
}

impl History {
    /// The history as it was known in the evening of `day`.
    ///
    /// Deals were open unless they had closed by then, their stage and expected date are taken back by the moves, sales reach up to
    /// the day. Deals opened later, and deals without the day on which they were opened, lose their `created` and are thereby
    /// left out; they keep their number. Hires and leaves that lie ahead were not known, nor were pressures. No system says
    /// how a typed chance changed, so it is replaced by that of the stage. Where fewer than half of the deals that are open at
    /// the end of the history carry an amount, amounts are only known once a deal closes, and are taken from those open on
    /// the day; otherwise they stay, as how they changed is not told either.
    ///
    /// ```
    /// use plumb_forecast::{Deal, History, Outcome};
    /// use plumb_units::parse_date;
    ///
    /// let (opened, closed) = (parse_date("2026-01-10"), parse_date("2026-03-02"));
    /// let deal = Deal { created: opened, closed, outcome: Outcome::Won, ..Deal::default() };
    /// let history = History { deals: vec![deal], ..History::default() };
    /// let known = history.known_on(parse_date("2026-02-01").unwrap());
    /// assert_eq!(known.deals[0].outcome, Outcome::Open);
    /// ```
    pub fn known_on(&self, day: Date) -> Self {
        let mut known = self.facts_until(day);
        for person in &mut known.people {
            if person.until.is_some_and(|until| until > day) {
                person.until = None;
            }
            if person.from.is_some_and(|from| from > day) {
                person.from = Some(Date::MAX);
            }
        }
        known.pressures.retain(|pressure| pressure.from <= day);
        known
    }

    /// Facts up to a day; plans that reach beyond it stay.
    pub(crate) fn facts_until(&self, day: Date) -> Self {
        let mut known = self.clone();
        known.sales.retain(|sale| sale.day <= day);
        let later = self.deals.iter().any(|deal| deal.closed.is_some_and(|closed| closed > day))
            || self.deals.iter().any(|deal| deal.created.is_some_and(|created| created > day))
            || self.sales.iter().any(|sale| sale.day > day)
            || self.stage_moves.iter().any(|moved| moved.day > day);
        let early = self.amounts_are_known_early();
        for deal in &mut known.deals {
            deal.created = deal.created.filter(|created| *created <= day);
            if deal.closed.is_some_and(|closed| closed > day) {
                deal.closed = None;
                deal.outcome = Outcome::Open;
            }
            if deal.outcome == Outcome::Open && later && !early {
                deal.amount = None;
            }
        }
        rewind_stages(&mut known, day);
        rewind_dates(&mut known, day);
        if later {
            for deal in known.deals.iter_mut().filter(|deal| deal.outcome == Outcome::Open) {
                deal.chance =
                    deal.stage.and_then(|stage| self.stages.get(stage)).and_then(|stage| stage.chance);
            }
        }
        known
    }

    fn amounts_are_known_early(&self) -> bool {
        let open = self.deals.iter().filter(|deal| deal.outcome == Outcome::Open);
        let (count, with) =
            open.fold((0, 0), |(count, with), deal| (count + 1, with + usize::from(deal.amount.is_some())));
        count > 0 && with * 2 >= count
    }
}

fn rewind_stages(known: &mut History, day: Date) {
    let mut later: Vec<&StageMove> = known.stage_moves.iter().filter(|moved| moved.day > day).collect();
    later.sort_by_key(|moved| std::cmp::Reverse(moved.day));
    for moved in later {
        if let Some(deal) = known.deals.get_mut(moved.deal) {
            deal.stage = moved.from;
        }
    }
    known.stage_moves.retain(|moved| moved.day <= day);
    // A stage that only a move up to the day tells of.
    let mut last: Vec<&StageMove> = known.stage_moves.iter().collect();
    last.sort_by_key(|moved| moved.day);
    for moved in last {
        if let Some(deal) = known.deals.get_mut(moved.deal)
            && deal.outcome == Outcome::Open
        {
            deal.stage = Some(moved.to);
        }
    }
}

fn rewind_dates(known: &mut History, day: Date) {
    let mut later: Vec<&DateMove> = known.date_moves.iter().filter(|moved| moved.day > day).collect();
    later.sort_by_key(|moved| std::cmp::Reverse(moved.day));
    for moved in later {
        if let Some(deal) = known.deals.get_mut(moved.deal) {
            deal.expected = moved.old;
        }
    }
    known.date_moves.retain(|moved| moved.day <= day);
}
