//! The drivers of margin: one table of how strongly margin follows each, how far it can move, and from where we know.

/// The factor of the margin product that a driver belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// People, their ramp and the time they sell.
    Capacity,
    /// Opportunities made.
    Creation,
    /// Opportunities won.
    Winning,
    /// What a deal is worth at list.
    Size,
    /// What is left of the list price.
    Price,
    /// What is left of the price after cost.
    MarginRate,
    /// What stays of last year's customers.
    Base,
    /// What existing customers buy besides.
    Growth,
    /// What closes inside the year.
    Timing,
    /// What selling costs.
    Cost,
}

/// A driver: what rules say they act on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Driver {
    /// Its name, as rule pages write it.
    pub name: &'static str,
    /// What it is, in words for people.
    pub says: &'static str,
    /// The factor of the margin product it belongs to.
    pub factor: Factor,
    /// By how many percent a year's margin follows when the driver moves by one: low, default, high. Of [`Factor::Price`]
    /// before the amplification by price over unit margin; of [`Factor::Base`] and [`Factor::Growth`] on the margin of
    /// renewals and of expansion alone.
    pub follows: [f64; 3],
    /// The furthest that all gaps together can move it.
    pub cap: f64,
    /// The share of a movement's effect that falls into the twelve months.
    pub within: f64,
    /// Where the figures come from.
    pub source: &'static str,
}

/// By how many percent volume follows when prices rise by one percent and nothing else changes.
pub const VOLUME_AT_PRICE: f64 = -0.5;

/// All drivers, by name. Caps are expert priors: the furthest that a company moves the driver in a year.
pub const DRIVERS: [Driver; 16] = [
    Driver {
        name: "attrition",
        says: "sellers who stay",
        factor: Factor::Capacity,
        follows: [0.07, 0.13, 0.20],
        cap: 0.40,
        within: 1.0,
        source: "a year's leavers times the months of vacancy and ramp, and sales lost where accounts change hands (Shi, Sridhar, Grewal and Lilien 2017)",
    },
    Driver {
        name: "comp-cost",
        says: "sales pay saved",
        factor: Factor::Cost,
        follows: [0.08, 0.15, 0.25],
        cap: 0.10,
        within: 1.0,
        source: "an expert's figure: sales pay as a share of gross profit",
    },
    Driver {
        name: "coverage",
        says: "selling hours that go where the potential is",
        factor: Factor::Capacity,
        follows: [0.4, 0.6, 0.9],
        cap: 0.15,
        within: 1.0,
        source: "an expert's figure with diminishing returns; realigned territories gain 2 to 7 % (Zoltners and Sinha 2005)",
    },
    Driver {
        name: "cycle-time",
        says: "shorter time to the decision",
        factor: Factor::Timing,
        follows: [0.3, 0.5, 0.7],
        cap: 0.25,
        within: 1.0,
        source: "an expert's figure: the share of deals that a shorter cycle brings into the year",
    },
    Driver {
        name: "deal-size",
        says: "deal size",
        factor: Factor::Size,
        follows: [1.0, 1.0, 1.0],
        cap: 0.15,
        within: 1.0,
        source: "arithmetic",
    },
    Driver {
        name: "decision-latency",
        says: "faster decisions",
        factor: Factor::Timing,
        follows: [0.02, 0.05, 0.10],
        cap: 0.50,
        within: 1.0,
        source: "an expert's figure: by way of corrections that come too late",
    },
    Driver {
        name: "effort-focus",
        says: "effort on what the objective needs",
        factor: Factor::Capacity,
        follows: [1.0, 1.0, 1.0],
        cap: 0.20,
        within: 1.0,
        source: "by definition: effects of such rules are stated on the sales of the people concerned",
    },
    Driver {
        name: "expansion",
        says: "what existing customers buy besides",
        factor: Factor::Growth,
        follows: [1.0, 1.0, 1.0],
        cap: 0.25,
        within: 1.0,
        source: "arithmetic on the margin of expansion",
    },
    Driver {
        name: "forecast-accuracy",
        says: "a truer forecast",
        factor: Factor::Timing,
        follows: [0.01, 0.02, 0.04],
        cap: 0.50,
        within: 1.0,
        source: "an expert's figure: by way of effort put in the wrong place",
    },
    Driver {
        name: "margin",
        says: "margin rate",
        factor: Factor::MarginRate,
        follows: [1.0, 1.0, 1.0],
        cap: 0.10,
        within: 1.0,
        source: "arithmetic",
    },
    Driver {
        name: "opp-creation",
        says: "opportunities made",
        factor: Factor::Creation,
        follows: [0.8, 0.9, 1.0],
        cap: 0.35,
        within: 0.75,
        source: "an expert's figure; only what can still close in the year counts",
    },
    Driver {
        name: "price-realization",
        says: "what is left of the list price",
        factor: Factor::Price,
        follows: [1.0, 1.0, 1.0],
        cap: 0.08,
        within: 1.0,
        source: "arithmetic; volume follows by an expert's figure",
    },
    Driver {
        name: "ramp",
        says: "new sellers who sell sooner",
        factor: Factor::Capacity,
        follows: [0.05, 0.15, 0.30],
        cap: 0.35,
        within: 1.0,
        source: "an expert's figure: the share of sellers who are new",
    },
    Driver {
        name: "retention",
        says: "customers who stay",
        factor: Factor::Base,
        follows: [1.0, 1.0, 1.0],
        cap: 0.10,
        within: 1.0,
        source: "arithmetic on the margin of renewals",
    },
    Driver {
        name: "selling-time",
        says: "time for selling",
        factor: Factor::Capacity,
        follows: [0.4, 0.6, 0.8],
        cap: 0.30,
        within: 1.0,
        source: "an expert's figure; the field mean for selling effort is 0.34 (Albers, Mantrala and Sridhar 2010), for hours that nobody steers",
    },
    Driver {
        name: "win-rate",
        says: "deals won",
        factor: Factor::Winning,
        follows: [1.0, 1.0, 1.0],
        cap: 0.25,
        within: 1.0,
        source: "arithmetic",
    },
];

impl Driver {
    /// The driver of a name.
    ///
    /// ```
    /// assert_eq!(plumb_value::Driver::named("win-rate").map(|driver| driver.cap), Some(0.25));
    /// ```
    pub fn named(name: &str) -> Option<&'static Self> {
        DRIVERS.iter().find(|driver| driver.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_within_its_bounds() {
        assert!(DRIVERS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for driver in &DRIVERS {
            let [low, default, high] = driver.follows;
            assert!(0.0 < low && low <= default && default <= high, "{}", driver.name);
            assert!(0.0 < driver.cap && driver.cap <= 0.5 && driver.within <= 1.0, "{}", driver.name);
            assert!(!driver.source.is_empty() && !driver.says.is_empty(), "{}", driver.name);
        }
    }
}
