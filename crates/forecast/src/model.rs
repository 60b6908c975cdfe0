//! The model that is simulated: rates, sizes, open deals and spreads of every person, step by step.

use crate::grid::Step;
use crate::history::Unit;
use crate::problem::Problem;
use crate::spread::Calibration;

/// How large what is sold of one family is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// The family, by number.
    pub family: usize,
    /// Minor units of one sale in the mean.
    pub mean: f64,
    /// Standard deviation of its logarithm.
    pub sigma: f64,
}

/// What one person sells in one step, apart from deals that are open on the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Sales to be expected of each of the person's sizes, in their order.
    pub rates: Vec<f64>,
    /// Variance of the number of sales against its mean; 1 is Poisson's.
    pub dispersion: f64,
}

/// A deal that is open on the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenDeal {
    /// Its number in the history.
    pub deal: usize,
    /// Its family, by number.
    pub family: usize,
    /// The chance of being won in each step.
    pub wins: Vec<f64>,
    /// Minor units when it is won, in the mean.
    pub mean: f64,
    /// Standard deviation of its logarithm.
    pub sigma: f64,
}

/// One who sells, or what nobody in particular sells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// The id from which luck is drawn.
    pub id: String,
    /// The person, by number; nothing for what belongs to nobody.
    pub person: Option<usize>,
    /// The unit, by number.
    pub unit: Option<usize>,
    /// Standard deviation of the logarithm of what is not known about the person's own pace.
    pub spread: f64,
    /// Sizes of what the person sells.
    pub sizes: Vec<Size>,
    /// One for each step.
    pub cells: Vec<Cell>,
    /// Open deals.
    pub deals: Vec<OpenDeal>,
}

/// Everything that a simulation needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Ids of families.
    pub families: Vec<String>,
    /// The organisation, without circles.
    pub units: Vec<Unit>,
    /// People in the history; members name them by number.
    pub people: usize,
    /// Who sells.
    pub members: Vec<Member>,
    /// What lies ahead.
    pub steps: Vec<Step>,
    /// Standard deviation of the logarithm of what moves the whole company, over three steps.
    pub company_spread: f64,
    /// The same for what moves a team.
    pub team_spread: f64,
    /// How the widths were set.
    pub calibration: Vec<Calibration>,
    /// What was wrong with the history.
    pub problems: Vec<Problem>,
}

/// Mean and variance of one member over some steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    /// Luck of single sales and deals.
    pub(crate) luck: f64,
    /// Not knowing the person's pace.
    pub(crate) pace: f64,
}

impl Member {
    /// What this member brings in the mean in each step.
    pub(crate) fn means(&self, steps: usize) -> Vec<f64> {
        let mut means = vec![0.0; steps];
        for (sum, cell) in means.iter_mut().zip(&self.cells) {
            *sum += self.sizes.iter().zip(&cell.rates).map(|(size, rate)| size.mean * rate).sum::<f64>();
        }
        for deal in &self.deals {
            for (sum, chance) in means.iter_mut().zip(&deal.wins) {
                *sum += chance * deal.mean;
            }
        }
        means
    }

    pub(crate) fn moments(&self, steps: usize) -> Moments {
        let mut moments = Moments::default();
        for cell in self.cells.iter().take(steps) {
            let (mut mean, mut squares, mut rate) = (0.0, 0.0, 0.0);
            for (size, of_size) in self.sizes.iter().zip(&cell.rates) {
                mean += of_size * size.mean;
                squares += of_size * size.mean.powi(2) * size.sigma.powi(2).exp();
                rate += of_size;
            }
            moments.mean += mean;
            // A compound count: the variance of the sizes, and that of the count on their mean.
            if rate > 0.0 {
                moments.luck += squares + (cell.dispersion - 1.0) * mean * mean / rate;
            }
        }
        for deal in &self.deals {
            let chance: f64 = deal.wins.iter().take(steps).sum();
            let mean = chance * deal.mean;
            moments.mean += mean;
            moments.luck += chance * deal.mean.powi(2) * deal.sigma.powi(2).exp() - mean * mean;
        }
        moments.luck = moments.luck.max(0.0);
        moments.pace = (self.spread.powi(2).exp() - 1.0) * moments.mean.powi(2);
        moments
    }
}
