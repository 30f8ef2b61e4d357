//! Tests of the session table inside one process.
