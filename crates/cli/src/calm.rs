//! What is said when the program meets a case that its writers did not think of: one sentence, never a trace.

use std::io::Write as _;
use std::panic::{PanicHookInfo, set_hook};

/// From now on, a panic anywhere says one sentence and ends the program with 2. What is written is whole by then, for
/// every change is put in place in one step.
pub(crate) fn install() {
    set_hook(Box::new(|panic| {
        let _ = writeln!(std::io::stderr().lock(), "{}", sentence(panic));
        std::process::exit(i32::from(crate::COULD_NOT));
    }));
}

fn sentence(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let why = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
    format!(
        "error: plumb met a case that it does not know and stopped; your files are as they were. Please report this line: {}{place}",
        why.unwrap_or("no reason given").lines().next().unwrap_or_default()
    )
}
