//! Messages over rings between processes.
