//! placeholder
use plumb_units::Rate;
use crate::component::Circular;
pub(crate) fn bonus(_income: i64, _rate: Rate, _c: &Circular) -> Option<i64> { None }
