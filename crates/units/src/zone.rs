//! Names of time zones, as the IANA database that is built in has them.

use jiff::tz::TimeZoneDatabase;

/// Whether a time zone has this name; capitals do not matter.
///
/// ```
/// assert!(plumb_units::is_time_zone("Europe/Berlin"));
/// assert!(!plumb_units::is_time_zone("Europe/Atlantis"));
/// ```
pub fn is_time_zone(name: &str) -> bool {
    TimeZoneDatabase::bundled().get(name).is_ok()
}

/// The names of all time zones, sorted.
///
/// ```
/// assert!(plumb_units::time_zones().iter().any(|zone| zone == "Asia/Tokyo"));
/// ```
pub fn time_zones() -> Vec<String> {
    let mut names: Vec<String> =
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_that_is_listed_is_a_zone() {
        let zones = time_zones();
        assert!(zones.len() > 400 && zones.iter().all(|zone| is_time_zone(zone)), "{}", zones.len());
        assert!(zones.contains(&"UTC".to_owned()));
    }

    #[test]
    fn a_place_that_has_no_zone_of_its_own_is_none() {
        for name in ["", "Europe", "Berlin", "Europe/Bern", "+02:00", "MEZ", "/etc/localtime"] {
            assert!(!is_time_zone(name), "{name}");
        }
    }
}
