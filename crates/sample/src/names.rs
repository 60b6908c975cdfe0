//! Names of people and customers, by the tongue of their region.

use crate::chance::Chance;
use crate::organisation::Tongue;

const NORDIC: (&[&str], &[&str]) = (
    &[
        "Astrid", "Bjørn", "Elin", "Erik", "Freja", "Gustav", "Hanna", "Henrik", "Ida", "Jonas", "Kari",
        "Lars", "Linnea", "Magnus", "Maja", "Nils", "Ola", "Petra", "Ragnhild", "Sanna", "Sigrid", "Tuomas",
        "Ulrika", "Vidar",
    ],
    &[
        "Aaltonen",
        "Berg",
        "Dahl",
        "Ekström",
        "Falk",
        "Grönberg",
        "Haugen",
        "Holm",
        "Iversen",
        "Johnsen",
        "Korhonen",
        "Lindqvist",
        "Lund",
        "Moen",
        "Nyström",
        "Ødegaard",
        "Rask",
        "Sandvik",
        "Solheim",
        "Strand",
        "Thorsen",
        "Virtanen",
        "Wikström",
        "Åberg",
    ],
);

const GERMAN: (&[&str], &[&str]) = (
    &[
        "Andreas",
        "Anja",
        "Birgit",
        "Christoph",
        "Claudia",
        "Daniel",
        "Eva",
        "Florian",
        "Gerhard",
        "Heike",
        "Ines",
        "Jörg",
        "Katrin",
        "Lena",
        "Lukas",
        "Markus",
        "Nadine",
        "Oliver",
        "Petra",
        "Ralf",
        "Sabine",
        "Stefan",
        "Tobias",
        "Ursula",
    ],
    &[
        "Ackermann",
        "Bauer",
        "Brandt",
        "Dietrich",
        "Eberle",
        "Fuchs",
        "Gruber",
        "Hartmann",
        "Huber",
        "Jäger",
        "Kessler",
        "Krüger",
        "Lang",
        "Maurer",
        "Neumann",
        "Pichler",
        "Reiter",
        "Richter",
        "Schäfer",
        "Steiner",
        "Vogt",
        "Wagner",
        "Winkler",
        "Zimmermann",
    ],
);

const DUTCH: (&[&str], &[&str]) = (
    &[
        "Anouk", "Bart", "Carlijn", "Daan", "Els", "Femke", "Geert", "Hilde", "Ilse", "Joost", "Karel",
        "Lieke", "Lotte", "Maarten", "Niels", "Pieter", "Roos", "Ruben", "Sander", "Tine", "Tom", "Veerle",
        "Wim", "Wouter",
    ],
    &[
        "Aerts",
        "Bakker",
        "Claes",
        "De Boer",
        "De Smet",
        "Dekker",
        "Goossens",
        "Hendriks",
        "Jansen",
        "Kuipers",
        "Lambrecht",
        "Maes",
        "Mulder",
        "Peeters",
        "Prins",
        "Smit",
        "Timmers",
        "Van Dam",
        "Verhoeven",
        "Vermeer",
        "Visser",
        "Willems",
        "Wouters",
        "Zeeman",
    ],
);

fn lists(tongue: Tongue) -> (&'static [&'static str], &'static [&'static str]) {
    match tongue {
        Tongue::Nordic => NORDIC,
        Tongue::German => GERMAN,
        Tongue::Dutch => DUTCH,
    }
}

/// First and last name of a person.
pub(crate) fn person(chance: &mut Chance, tongue: Tongue) -> (&'static str, &'static str) {
    let (first, last) = lists(tongue);
    (*chance.pick(first), *chance.pick(last))
}

/// The name of a customer: a family's, what it makes, and its town.
pub(crate) fn customer(chance: &mut Chance, tongue: Tongue, trades: &[&str], town: &str) -> String {
    let family = *chance.pick(lists(tongue).1);
    let trade = *chance.pick(trades);
    match chance.below(3) {
        0 => format!("{family} {trade} {town}"),
        1 => format!("{trade} {family}, {town}"),
        _ => format!("{town} {trade} {family}"),
    }
}

/// A name in small letters, digits and hyphens.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' | 'æ' => slug.push_str("ae"),
            'ö' | 'ø' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'å' => slug.push_str("aa"),
            'è' | 'é' => slug.push('e'),
            letter if letter.is_ascii_alphanumeric() => slug.push(letter),
            _ if slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_slug_of_its_own_letters() {
        assert_eq!(slug("Jörg Ødegaard-De Boer"), "joerg-oedegaard-de-boer");
        for tongue in [Tongue::Nordic, Tongue::German, Tongue::Dutch] {
            let (first, last) = lists(tongue);
            for name in first.iter().chain(last) {
                let slug = slug(name);
                assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{slug}");
            }
        }
    }
}
