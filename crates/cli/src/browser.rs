//! Shows a page in the browser of somebody who sits before the machine, and of nobody else.

use std::io::IsTerminal as _;

use crate::output::Output;

/// Opens the page; says where it is when that cannot be done.
pub(crate) fn open(page: &str, output: &Output) {
    if !std::io::stdout().is_terminal() || !has_screen() {
        return;
    }
    if let Err(why) = open::that_detached(page) {
        output.remark(&format!("no browser could be opened ({why}); open `{page}` yourself"));
    }
}

/// On Linux a terminal says nothing about a screen: without one, a browser would take the terminal over.
fn has_screen() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
