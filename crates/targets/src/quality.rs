//! How good quotas are: who can reach them, how they are spread, whether they follow potential, and whether success is punished.

mod participation;
mod ratchet;
mod spread;

pub use participation::{
    Attainability, attainability, lognormal_median, mean_needed_lognormal, mean_needed_normal,
    participation_lognormal, participation_normal,
};
pub use ratchet::{Fairness, QuotaYear, Ratchet, Slope, fairness, ratchet};
pub use spread::{Dispersion, dispersion, quota_per_potential, spearman};

pub(crate) use participation::normal_quantile;
