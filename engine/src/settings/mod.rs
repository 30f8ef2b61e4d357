//! Options: raw values as set, resolved values as meant.
