//! How the sample company spends its days: with customers or in its own house, in meetings that decide or that do not.

use crate::company::Company;
use crate::organisation::Team;

/// Habits of the whole house.
pub(crate) struct Office {
    /// Of a thousand parts of the working time, what goes where: see `calendar`.
    pub(crate) time: [i64; 9],
    /// Of a thousand sellers, how many use the quoting tool in an ordinary week.
    pub(crate) quoting: i64,
    /// Whether three desks sign a quote, the last of them the chief revenue officer's, or one.
    pub(crate) three_desks: bool,
    /// Of ten programme meetings, at how many the sponsor is.
    pub(crate) sponsor: i64,
    /// Of a thousand who answer the pulse, how many can name the mandate and their own number.
    pub(crate) understood: i64,
    /// Whether forecasts live in spreadsheets of their authors.
    pub(crate) spreadsheets: bool,
    /// Credit notes that Finance knows and the CRM does not, in ten thousandths of a month's orders.
    pub(crate) credit_notes: i64,
}

const PLANTED: Office = Office {
    time: [110, 70, 90, 150, 130, 170, 90, 110, 40],
    quoting: 330,
    three_desks: true,
    sponsor: 1,
    understood: 410,
    spreadsheets: true,
    credit_notes: 180,
};

const MENDED: Office = Office {
    time: [210, 120, 155, 60, 80, 110, 20, 145, 60],
    quoting: 970,
    three_desks: false,
    sponsor: 10,
    understood: 910,
    spreadsheets: false,
    credit_notes: 0,
};

/// Habits of one team and those who lead it.
pub(crate) struct Leading {
    /// Of two Mondays, on how many the team meets.
    pub(crate) mondays: i64,
    /// Of a thousand meetings of the team, how many decide something.
    pub(crate) decide: i64,
    /// Minutes of a one-to-one.
    pub(crate) talk: i64,
    /// Of a thousand weeks, in how many somebody is accompanied to a customer.
    pub(crate) joint: i64,
}

const IDLE: Leading = Leading { mondays: 1, decide: 100, talk: 15, joint: 0 };
const COACHED: Leading = Leading { mondays: 2, decide: 960, talk: 45, joint: 300 };

/// The team that coaches well whatever the others do.
pub(crate) const GOOD_TEAM: &str = "stockholm";

impl Office {
    /// The habits of the house.
    pub(crate) fn of(company: &Company) -> &'static Self {
        if company.sample.aligned { &MENDED } else { &PLANTED }
    }
}

impl Leading {
    /// The habits of a team.
    pub(crate) fn of(company: &Company, team: &Team) -> &'static Self {
        if company.sample.aligned || team.id == GOOD_TEAM { &COACHED } else { &IDLE }
    }
}
