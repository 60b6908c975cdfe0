//! What the sample company sells, and to whom.

/// A product line or a service.
pub(crate) struct Offering {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) family: &'static str,
    /// Price of one in whole euros, before it is set to the size of the company.
    pub(crate) price: i64,
    /// What one costs, in thousandths of its price.
    pub(crate) cost: i64,
    /// How often each segment buys it, in the order of [`SEGMENTS`].
    pub(crate) asked: [i64; 5],
    /// How many a middling order has, in thousandths.
    pub(crate) pieces: i64,
}

impl Offering {
    /// Whether it is sold by annual contract.
    pub(crate) fn is_service(&self) -> bool {
        self.family == "service"
    }
}

/// A segment: id, name, its name in the CRM, and the trades of its customers by tongue.
pub(crate) struct Segment {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// How much of the market it is, in thousandths.
    pub(crate) share: i64,
    /// Trades in Nordic, German and Dutch.
    pub(crate) trades: [&'static [&'static str]; 3],
}

pub(crate) const SEGMENTS: [Segment; 5] = [
    Segment {
        id: "laboratories",
        name: "Laboratories",
        share: 250,
        trades: [
            &["Analys", "Laboratorium", "Diagnostikk", "Mätteknik"],
            &["Labor", "Analytik", "Prüftechnik", "Diagnostik"],
            &["Laboratorium", "Analyse", "Diagnostiek", "Meettechniek"],
        ],
    },
    Segment {
        id: "food",
        name: "Food",
        share: 280,
        trades: [
            &["Meieri", "Bryggeri", "Livsmedel", "Fisk"],
            &["Molkerei", "Brauerei", "Mühle", "Feinkost"],
            &["Zuivel", "Brouwerij", "Bakkerij", "Voeding"],
        ],
    },
    Segment {
        id: "pharma",
        name: "Pharma",
        share: 190,
        trades: [
            &["Pharma", "Biotech", "Läkemedel", "Vaksine"],
            &["Pharma", "Biotech", "Arzneimittel", "Wirkstoffe"],
            &["Pharma", "Biotech", "Geneesmiddelen", "Farmacie"],
        ],
    },
    Segment {
        id: "energy",
        name: "Energy",
        share: 190,
        trades: [
            &["Kraft", "Energi", "Fjernvarme", "Vind"],
            &["Stadtwerke", "Energie", "Fernwärme", "Netz"],
            &["Energie", "Warmte", "Netbeheer", "Wind"],
        ],
    },
    Segment {
        id: MID_MARKET,
        name: "Mid-market Laboratories",
        share: 90,
        trades: [
            &["Miljøanalys", "Vattenlab", "Materialprøving", "Testlab"],
            &["Umweltlabor", "Wasserlabor", "Materialprüfung", "Testlabor"],
            &["Milieulab", "Waterlab", "Materiaalkeuring", "Testlab"],
        ],
    },
];

/// Laboratories of ten to fifty people, as a segment.
pub(crate) const MID_MARKET: &str = "mid-market-laboratories";

pub(crate) const OFFERINGS: [Offering; 10] = [
    instrument("flow-meters", "Flow meters", "FL-200", 3_400, 554, [40, 300, 160, 330, 40], 7_400),
    instrument(
        "pressure-transmitters",
        "Pressure transmitters",
        "PT-110",
        1_450,
        558,
        [60, 180, 160, 300, 60],
        15_500,
    ),
    instrument("level-sensors", "Level sensors", "LV-75", 1_900, 546, [40, 260, 140, 180, 40], 11_200),
    instrument("gas-analysers", "Gas analysers", "GA-400", 18_500, 524, [200, 120, 140, 160, 200], 2_500),
    instrument("spectrometers", "Spectrometers", "SP-900", 46_000, 505, [360, 60, 250, 20, 360], 1_200),
    instrument(
        "calibration-benches",
        "Calibration benches",
        "CB-20",
        27_500,
        520,
        [300, 80, 150, 10, 300],
        1_200,
    ),
    service("halden-cloud", "Halden Cloud", "HC-1", 1_150, 440, [500, 800, 250, 800, 500], 9_000),
    service(
        "halden-cloud-validated",
        "Halden Cloud Validated",
        "HC-V",
        2_300,
        450,
        [500, 200, 750, 200, 500],
        6_000,
    ),
    accessory("sampling-kits", "Sampling kits", "SK-5", 520, 610, 12_000),
    accessory("spare-probes", "Spare probes", "PB-3", 940, 590, 8_000),
];

const fn instrument(
    id: &'static str,
    name: &'static str,
    code: &'static str,
    price: i64,
    cost: i64,
    asked: [i64; 5],
    pieces: i64,
) -> Offering {
    Offering { id, name, code, family: "instruments", price, cost, asked, pieces }
}

const fn service(
    id: &'static str,
    name: &'static str,
    code: &'static str,
    price: i64,
    cost: i64,
    asked: [i64; 5],
    pieces: i64,
) -> Offering {
    Offering { id, name, code, family: "service", price, cost, asked, pieces }
}

/// Small things that every segment buys now and then.
const fn accessory(
    id: &'static str,
    name: &'static str,
    code: &'static str,
    price: i64,
    cost: i64,
    pieces: i64,
) -> Offering {
    Offering { id, name, code, family: ACCESSORIES, price, cost, asked: [70; 5], pieces }
}

/// The family of what is sold beside instruments.
pub(crate) const ACCESSORIES: &str = "accessories";

/// The offering at a place in the list.
#[expect(clippy::expect_used, reason = "places come from the list")]
pub(crate) fn offering(at: usize) -> &'static Offering {
    OFFERINGS.get(at).expect("places come from this list")
}

/// The segment at a place in the list.
#[expect(clippy::expect_used, reason = "places come from the list")]
pub(crate) fn segment(at: usize) -> &'static Segment {
    SEGMENTS.get(at).expect("places come from this list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_segment_buys_instruments_and_the_service() {
        for at in 0..SEGMENTS.len() {
            for service in [true, false] {
                let asked: i64 = OFFERINGS
                    .iter()
                    .filter(|offering| offering.is_service() == service)
                    .filter_map(|offering| offering.asked.get(at))
                    .sum();
                assert!(asked > 0, "{}", segment(at).id);
            }
        }
        assert_eq!(SEGMENTS.iter().map(|segment| segment.share).sum::<i64>(), 1000);
    }
}
