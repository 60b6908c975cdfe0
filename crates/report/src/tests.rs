//! What the views look like, on a small company of our own.

mod ahead;
mod browser;
mod charts;
pub(crate) mod company;
mod drawn;
mod hostile;
mod outlook;
mod page;
mod pay;
mod pay_analysis;
pub(crate) mod payday;
mod strong;
