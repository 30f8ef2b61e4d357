//! What one run of load found, and its JSON form. Owns the names of the fields that the runner reads back.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::histogram::Histogram;

/// Errors by kind: `refused`, `reset`, `closed`, `corrupt`, `length`, `status`, `malformed`, `excess`, `stalled`, `other`.
pub type Errors = BTreeMap<&'static str, u64>;

#[derive(Default)]
pub struct Counts {
    pub latency: Histogram,
    pub errors: Errors,
    /// The message of the first error of the kind `other`, for a human.
    pub note: Option<String>,
}

impl Counts {
    pub fn error(&mut self, kind: &'static str) {
        *self.errors.entry(kind).or_default() += 1;
    }

    pub fn io_error(&mut self, error: &std::io::Error) {
        use std::io::ErrorKind::{BrokenPipe, ConnectionRefused, ConnectionReset};
        match error.kind() {
            ConnectionRefused => self.error("refused"),
            ConnectionReset | BrokenPipe => self.error("reset"),
            _ => {
                self.error("other");
                self.note.get_or_insert_with(|| error.to_string());
            }
        }
    }

    pub fn merge(&mut self, other: Counts) {
        self.latency.merge(&other.latency);
        for (kind, count) in other.errors {
            *self.errors.entry(kind).or_default() += count;
        }
        self.note = self.note.take().or(other.note);
    }

    pub fn error_total(&self) -> u64 {
        self.errors.values().sum()
    }

    pub fn to_json(&self, mode: &str, connections: usize, bytes: usize, measured: Duration) -> Value {
        let requests = self.latency.total();
        json!({
            "mode": mode,
            "connections": connections,
            "bytes": bytes,
            "seconds": measured.as_secs_f64(),
            "requests": requests,
            "requests_per_second": requests as f64 / measured.as_secs_f64(),
            "p50_us": self.latency.quantile_us(0.50),
            "p90_us": self.latency.quantile_us(0.90),
            "p99_us": self.latency.quantile_us(0.99),
            "max_us": self.latency.max_us(),
            "errors": self.error_total(),
            "errors_by_kind": self.errors,
            "note": self.note,
        })
    }
}
