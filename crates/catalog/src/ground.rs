//! What the company's functions rest on: calendar, working days, currency and its rates, the day of the review.

use plumb_plan::Plan;
use plumb_store::{Cell, Store, StoreError};
use plumb_units::{Calendar, Date, Weekday, parse_date};

use crate::Rates;

/// The business day of a company that tells none: 8 hours, from 09:00 to 17:00.
pub const HOURS: (u16, u16) = (9 * 60, 17 * 60);

/// What the company's functions rest on.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Fiscal calendar.
    pub calendar: Calendar,
    /// The day of the review.
    pub as_of: Date,
    /// Days of the week on which people work.
    pub working_days: Vec<Weekday>,
    /// Time zone in which its days begin and end.
    pub zone: String,
    /// Minutes after midnight at which the business day begins and ends: [`HOURS`] where the company tells none.
    pub hours: (u16, u16),
    /// Holidays by country; under the empty name those that count everywhere.
    pub holidays: Vec<(String, Date)>,
    /// The company's currency and the rates into it.
    pub rates: Rates,
}

impl Ground {
    /// The ground that a plan lays.
    pub fn of(plan: &Plan, as_of: Date) -> Self {
        let company = &plan.company;
        let mut ground = Self {
            calendar: company.calendar.clone(),
            as_of,
            working_days: company.working_days.clone(),
            zone: company.zone.clone(),
            hours: company.hours.unwrap_or(HOURS),
            holidays: Vec::new(),
            rates: Rates::into(company.currency.as_ref().map_or("", |currency| currency.code())),
        };
        for holiday in plan.of_kind("holiday") {
            if let Some(day) = holiday.date("date") {
                ground.holidays.push((holiday.text("country").unwrap_or_default().to_owned(), day));
            }
        }
        for rate in plan.of_kind("exchange") {
            if let (Some(currency), Some(into), Some(day), Some(text)) =
                (rate.text("currency"), rate.text("into"), rate.date("date"), rate.text("rate"))
            {
                ground.rates.add(currency, into, day, text);
            }
        }
        ground
    }

    /// Whether people work on a day: a working weekday, and no holiday of everywhere or of the country.
    pub fn works_on(&self, day: Date, country: Option<&str>) -> bool {
        let off = |(place, holiday): &(String, Date)| {
            *holiday == day && (place.is_empty() || Some(place.as_str()) == country)
        };
        self.working_days.contains(&day.weekday()) && !self.holidays.iter().any(off)
    }

    /// Working days from a day until before another.
    pub fn workdays(&self, from: Date, until: Date, country: Option<&str>) -> Vec<Date> {
        let mut days = Vec::new();
        let mut day = from;
        while day < until {
            if self.works_on(day, country) {
                days.push(day);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        days
    }

    /// The ground as a review holds it; the calendar, which no table holds, comes from the company.
    pub(crate) fn read(store: &Store, calendar: Calendar) -> Result<Option<Self>, StoreError> {
        let setting = |name: &str| -> Result<Option<String>, StoreError> {
            let found =
                store.query("select value from settings where name = :name", &[("name", name.into())])?;
            Ok(found.rows.first().and_then(|row| Some(row.first()?.text()?.to_owned())))
        };
        let Some(as_of) = setting("as_of")?.as_deref().and_then(parse_date) else {
            return Ok(None);
        };
        let days = setting("working_days")?.unwrap_or_default();
        let working_days = days.split(' ').filter_map(weekday).collect();
        let rates = Rates::into(setting("currency")?.unwrap_or_default());
        let zone = setting("zone")?.unwrap_or_default();
        let minute = |name: &str| -> Result<Option<u16>, StoreError> {
            Ok(setting(name)?.and_then(|text| text.parse().ok()))
        };
        let hours = (minute("hours_from")?.unwrap_or(HOURS.0), minute("hours_until")?.unwrap_or(HOURS.1));
        let mut ground = Self { calendar, as_of, working_days, zone, hours, holidays: Vec::new(), rates };
        for row in store.query("select country, date from plan_holiday order by id", &[])?.rows {
            if let [country, day] = row.as_slice()
                && let Some(day) = day.text().and_then(parse_date)
            {
                ground.holidays.push((country.text().unwrap_or_default().to_owned(), day));
            }
        }
        let rates = "select currency, into_currency, date, rate from plan_exchange order by id";
        for row in store.query(rates, &[])?.rows {
            if let [Some(currency), Some(into), Some(day), Some(rate)] =
                row.iter().map(Cell::text).collect::<Vec<_>>().as_slice()
                && let Some(day) = parse_date(day)
            {
                ground.rates.add(currency, into, day, rate);
            }
        }
        Ok(Some(ground))
    }
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, known)| *known == word).map(|(day, _)| *day)
}

/// The days as the settings hold them: `mon tue wed`.
pub(crate) fn weekday_words(days: &[Weekday]) -> String {
    let words = WEEKDAYS.iter().filter(|(day, _)| days.contains(day)).map(|(_, word)| *word);
    words.collect::<Vec<_>>().join(" ")
}
