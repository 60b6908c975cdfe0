//! The ground: who answers for which customers, how it was moved about, and what nobody answers for.

use crate::Sample;
use crate::accounts::Account;
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::organisation::TEAMS;
use crate::people::{People, Seat};
use plumb_units::Date;

/// Customers of one trade that lie close together.
pub(crate) struct Cluster {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// The team that it would belong to.
    pub(crate) team: &'static str,
    /// The post whose first holder still stands beside its customers in the CRM.
    pub(crate) left: &'static str,
    pub(crate) towns: &'static [&'static str],
}

/// Two clusters of pharma with high potential, a region each.
pub(crate) const CLUSTERS: [Cluster; 2] = [
    Cluster {
        id: "rhine-pharma",
        name: "Rhine pharma",
        team: "munich",
        left: "seat-munich-6",
        towns: &["Mainz", "Ludwigshafen", "Ingelheim", "Darmstadt"],
    },
    Cluster {
        id: "leie-pharma",
        name: "Leie pharma",
        team: "antwerp",
        left: "seat-antwerp-5",
        towns: &["Zwijnaarde", "Kortrijk", "Deinze"],
    },
];

/// The day on which customers in DACH were dealt out anew.
pub(crate) const MOVED: Date = Date::constant(2026, 1, 12);
/// Posts in DACH that lost ground on that day; the others of their teams gained it.
const LOSERS: [&str; 8] = [
    "seat-munich-1",
    "seat-munich-2",
    "seat-munich-3",
    "seat-hamburg-1",
    "seat-hamburg-2",
    "seat-hamburg-3",
    "seat-vienna-1",
    "seat-vienna-2",
];
/// What is left to those who lost, in thousandths of the potential they had.
const LEFT: i64 = 870;
/// Of a thousand customers of a loser and of a gainer, how many went.
const GONE: (u64, u64) = (360, 220);

/// How the ground of a Benelux team lies, in parts: from a sea to a puddle.
const UNEVEN: [&[i64]; 2] = [&[19, 13, 9, 6, 3], &[16, 10, 4]];

/// The post of a seat.
pub(crate) fn post<'a>(people: &'a People, seat: &Seat) -> &'a str {
    seat.held_by.first().map_or("", |holder| &people.person(*holder).post)
}

/// What the CRM calls the territory of a seat: its team and a number.
pub(crate) fn seat_name(people: &People, at: usize) -> String {
    let seat = &people.seats[at];
    let number = post(people, seat).rsplit('-').next().unwrap_or("1");
    format!("{} {number}", seat.team.name)
}

/// What the CRM calls the territory of an account.
pub(crate) fn territory_name(company: &Company, account: &Account) -> String {
    match account.cluster {
        Some(cluster) if !company.sample.aligned => CLUSTERS[cluster].name.to_owned(),
        _ => seat_name(&company.people, account.seat),
    }
}

/// Whether a post lost ground in January.
pub(crate) fn lost(post: &str) -> bool {
    LOSERS.contains(&post)
}

/// Lays the ground of the company as it is: uneven in the Benelux, moved about in DACH.
pub(crate) fn laid(sample: &Sample, people: &People, accounts: &mut [Account]) {
    if sample.aligned {
        return;
    }
    for team in TEAMS {
        let seats: Vec<usize> =
            (0..people.seats.len()).filter(|at| people.seats[*at].team.id == team.id).collect();
        match team.region {
            "benelux" => uneven(&seats, accounts),
            "dach" => moved(sample.seed, people, &seats, accounts),
            _ => {}
        }
    }
}

/// Deals the customers of a team out so that one has six times the ground of another.
fn uneven(seats: &[usize], accounts: &mut [Account]) {
    let Some(parts) = UNEVEN.iter().find(|parts| parts.len() == seats.len()) else { return };
    let mine = of_seats(seats, accounts);
    let total: i64 = mine.iter().map(|at| accounts[*at].potential).sum();
    let whole: i64 = parts.iter().sum();
    let wanted: Vec<i64> = parts.iter().map(|part| total * part / whole).collect();
    deal_out(seats, wanted, &mine, accounts, |account, seat| account.seat = seat);
}

/// Takes customers from everybody, and gives those who lost fewer of them back.
fn moved(seed: u64, people: &People, seats: &[usize], accounts: &mut [Account]) {
    let potential = |seat: usize, accounts: &[Account]| -> i64 {
        accounts.iter().filter(|one| one.seat == seat && one.cluster.is_none()).map(|one| one.potential).sum()
    };
    let before: Vec<i64> = seats.iter().map(|seat| potential(*seat, accounts)).collect();
    let loses: Vec<bool> = seats.iter().map(|seat| lost(post(people, &people.seats[*seat]))).collect();
    let sum = |of_losers: bool| -> i64 {
        before.iter().zip(&loses).filter(|(_, loser)| **loser == of_losers).map(|(one, _)| *one).sum()
    };
    let (had, gained) = (sum(true), sum(false).max(1));
    let factor = 1_000 + had * (1_000 - LEFT) / gained;
    let mut wanted: Vec<i64> = before
        .iter()
        .zip(&loses)
        .map(|(one, loser)| one * if *loser { LEFT } else { factor } / 1_000)
        .collect();
    let mut gone = Vec::new();
    for (nth, seat) in seats.iter().enumerate() {
        let mut chance = Chance::of(seed, "customers moved in January", *seat as u64);
        let mut mine: Vec<(u64, usize)> =
            of_seats(&[*seat], accounts).into_iter().map(|at| (chance.below(1 << 32), at)).collect();
        mine.sort_unstable();
        let part = if loses[nth] { GONE.0 } else { GONE.1 };
        let count = (mine.len() as u64 * part + 500) / 1_000;
        let taken = mine.into_iter().take(usize::try_from(count).unwrap_or(0)).map(|(_, at)| at);
        let taken: Vec<usize> = taken.collect();
        let went: i64 = taken.iter().map(|at| accounts[*at].potential).sum();
        wanted[nth] -= before[nth] - went;
        gone.extend(taken);
    }
    deal_out(seats, wanted, &gone, accounts, |account, seat| {
        account.before = Some(account.seat);
        account.seat = seat;
    });
}

/// The accounts of some seats that lie in no cluster.
fn of_seats(seats: &[usize], accounts: &[Account]) -> Vec<usize> {
    (0..accounts.len())
        .filter(|at| seats.contains(&accounts[*at].seat) && accounts[*at].cluster.is_none())
        .collect()
}

/// Gives each account to the seat that lacks most, the largest first; none that is moved stays where it was.
fn deal_out(
    seats: &[usize],
    mut wanted: Vec<i64>,
    which: &[usize],
    accounts: &mut [Account],
    give: impl Fn(&mut Account, usize),
) {
    let everything = which.len() == of_seats(seats, accounts).len();
    let mut which = which.to_vec();
    which.sort_by_key(|at| (-accounts[*at].potential, *at));
    for at in which {
        let mine = accounts[at].seat;
        let place = (0..seats.len())
            .filter(|place| everything || seats[*place] != mine)
            .max_by_key(|place| (wanted[*place], std::cmp::Reverse(*place)));
        let Some(place) = place else { continue };
        wanted[place] -= accounts[at].potential;
        give(&mut accounts[at], seats[place]);
    }
}

/// Who answered for an account from which day on.
pub(crate) fn owners(people: &People, account: &Account, aligned: bool) -> Vec<(usize, Day)> {
    if let (Some(cluster), false) = (account.cluster, aligned) {
        let left = people.all.iter().position(|person| person.post == CLUSTERS[cluster].left);
        return vec![(left.unwrap_or(0), account.created)];
    }
    let moved = days::number(MOVED);
    let first = &people.seats[account.before.unwrap_or(account.seat)];
    let opener = first
        .held_by
        .iter()
        .rfind(|holder| people.person(**holder).from <= account.created)
        .or_else(|| first.held_by.first());
    let mut owners = vec![(opener.copied().unwrap_or(0), account.created)];
    owners.extend(handed_over(people, first, account.created, account.before.map_or(Day::MAX, |_| moved)));
    if account.before.is_some() {
        let seat = &people.seats[account.seat];
        let holder = people.sitting(seat, moved).or_else(|| seat.held_by.last().copied()).unwrap_or(0);
        owners.push((holder, moved));
        owners.extend(handed_over(people, seat, moved, Day::MAX));
    }
    owners.dedup_by_key(|(owner, _)| *owner);
    owners
}

/// The holders of a seat who came after one day and before another.
pub(crate) fn handed_over<'a>(
    people: &'a People,
    seat: &'a Seat,
    after: Day,
    before: Day,
) -> impl Iterator<Item = (usize, Day)> + 'a {
    seat.held_by
        .iter()
        .map(|holder| (*holder, people.person(*holder).from))
        .filter(move |(_, from)| after < *from && *from < before)
}
