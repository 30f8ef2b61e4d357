//! The connections of one thread.
