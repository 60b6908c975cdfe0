//! Random tokens and salts, from the system.

use std::fmt::Write as _;

use crate::WebError;

/// A token of 256 random bits, in letters that an address may hold.
pub(crate) fn token() -> Result<String, WebError> {
    let mut text = String::with_capacity(64);
    for byte in bytes::<32>()? {
        _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// The salt of a password.
pub(crate) fn salt() -> Result<[u8; 16], WebError> {
    bytes()
}

fn bytes<const N: usize>() -> Result<[u8; N], WebError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|why| WebError::System(why.to_string()))?;
    Ok(bytes)
}
