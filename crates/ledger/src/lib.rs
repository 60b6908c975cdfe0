//! What people did: sign-ins, changes proposed and approved, figures said to be wrong, goals set for oneself, pay posted.
//!
//! All of it stands in `ledger.db`, beside the facts and apart from them: facts come again from exports, what people did
//! comes from nowhere else. Decision 13.

mod access;
mod changes;
mod error;
mod goals;
mod pay;
mod schema;
mod wrong;

pub use access::{Account, Act, Deed, OPERATOR, PasswordCheck, Ticket};
pub use changes::{ChangeRecord, ChangedFile, STEPS, Step};
pub use error::LedgerError;
pub use goals::{AMOUNT_MAX, NOTE_MAX, OwnGoal};
pub use pay::{
    Acceptance, ClosedPeriod, Closing, Dispute, DisputeAnswer, DisputeState, Letter, NewDispute, NewRun,
    Opening, Pay, Posting, PostingFilter, PostingKind, PostingSum, RecordedPosting, Run, RunId, Settlement,
};
pub use plumb_store::StoreError;
pub use schema::{FILE, Ledger, migrations};
pub use wrong::{Answer, Kind, NewReport, Report, State};
