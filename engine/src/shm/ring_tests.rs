//! Tests of `ring` inside one process.
