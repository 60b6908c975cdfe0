//! What people did: sign-ins, changes proposed and approved, figures said to be wrong.
