//! What was done to, or found in, the signed mandates.

use plumb_engine::LockView;

use crate::cells::hanging;
use crate::paper::Paper;
use crate::problems::problems;

/// A sentence each, then what is wrong.
pub fn lock(view: &LockView, paper: Paper) -> String {
    let mut out: String = view.says.iter().map(|says| hanging("", says, paper.columns())).collect();
    let wrong = problems(&view.problems, paper);
    if !wrong.is_empty() && !out.is_empty() {
        out.push('\n');
    }
    out + &wrong
}
