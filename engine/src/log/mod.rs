//! The log file of the server: levels, date format, rotation; the sink of tracing.
