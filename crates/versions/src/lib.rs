//! The versions of a plan, kept in a git repository underneath that nobody has to know.
