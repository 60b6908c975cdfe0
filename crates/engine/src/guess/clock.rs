//! Guesses how long a lead waits for its first answer.

use plumb_store::{Store, StoreError};

use super::noticed::Notice;
use super::seen::number;

/// Leads without which a median says little.
const LEADS_MIN: usize = 20;

/// The median time to the first answer, by the clock on the wall.
pub(super) fn read(store: &Store) -> Result<Option<Notice>, StoreError> {
    let table = store.query(
        "select (strftime('%s', first_touch) - strftime('%s', received)) / 60, count(*) from leads \
         where received is not null group by 1 order by 1",
        &[],
    )?;
    let (mut all, mut answers) = (0, Vec::new());
    for row in &table.rows {
        let [minutes, leads] = row.as_slice() else { continue };
        all += number(leads);
        if let Some(minutes) = minutes.int().filter(|minutes| *minutes >= 0) {
            answers.extend(vec![minutes; number(leads)]);
        }
    }
    if answers.len() < LEADS_MIN {
        return Ok(None);
    }
    let middle = answers.get(answers.len() / 2).copied().unwrap_or(0);
    let time =
        if middle < 120 { format!("{middle} minutes") } else { format!("{} hours", (middle + 30) / 60) };
    Ok(Some(Notice {
        what: format!("leads: the median first answer comes after {time}, by the clock on the wall"),
        evidence: format!(
            "{} of {all} leads carry both moments; the others have no answer that is written down",
            answers.len()
        ),
        of: Some((answers.len(), all)),
    }))
}
