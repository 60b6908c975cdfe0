//! The level that a mandate asks for in a fiscal year.
