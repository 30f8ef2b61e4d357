//! Load of HTTP/2 by `h2load` of nghttp2, the client that others trust, measured as our own load generator's. Reads what h2load prints and the
//! log of its requests.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::histogram::Histogram;
use crate::process_tree;
use crate::runner::Sample;
use crate::server::{Server, pinned};

pub const MISSING: &str = "h2load is not installed (package nghttp2-client)";

pub struct Options<'a> {
    pub connections: usize,
    /// Requests of each connection that are under way.
    pub streams: usize,
    pub seconds: f64,
    pub warmup: f64,
    pub threads: usize,
    pub cpus: Option<&'a str>,
}

pub fn is_installed() -> bool {
    let version = Command::new("h2load").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

pub fn measure(server: &Server, options: &Options<'_>) -> Result<Sample, String> {
    let log = std::env::temp_dir().join(format!("rswoole-bench-{}-h2load.log", std::process::id()));
    let measured = load(server, options, &log);
    let latency = latencies(&log);
    let _ = std::fs::remove_file(&log);
    let (mut sample, (latency, other)) = (measured?, latency?);
    sample.p50_us = latency.quantile_us(0.50);
    sample.p99_us = latency.quantile_us(0.99);
    sample.max_us = latency.max_us();
    sample.errors += other;
    Ok(sample)
}

/// Everything but the latencies.
fn load(server: &Server, options: &Options<'_>, log: &Path) -> Result<Sample, String> {
    let mut command = pinned("h2load", options.cpus);
    for (name, value) in [("-c", options.connections), ("-m", options.streams), ("-t", options.threads)] {
        command.args([name, &value.to_string()]);
    }
    // It reads whole numbers alone.
    let milliseconds = |seconds: f64| format!("{:.0}ms", seconds * 1e3);
    command.args(["-D", &milliseconds(options.seconds), "--warm-up-time", &milliseconds(options.warmup)]);
    command.arg("--log-file").arg(log).arg(format!("http://{}/", server.address));
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.map_err(|error| format!("cannot run h2load: {error}"))?;
    std::thread::sleep(Duration::from_secs_f64(options.warmup));
    let before = process_tree::cpu(server.pid());
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let (cpu, usage) = (process_tree::cpu(server.pid()) - before, process_tree::usage(server.pid()));
    let text = String::from_utf8_lossy(&output.stdout);
    let (done, failed) = requests(&text).ok_or_else(|| {
        let errors = String::from_utf8_lossy(&output.stderr);
        format!("h2load ended with {}: {}", output.status, errors.lines().chain(text.lines()).next_back().unwrap_or(""))
    })?;
    Ok(Sample {
        requests_per_second: done / options.seconds,
        cpu_us: cpu * 1e6 / done,
        errors: failed,
        rss_kib: usage.rss_kib,
        pss_kib: usage.pss_kib,
        processes: usage.processes,
        ..Sample::default()
    })
}

/// Requests that are done, and those that failed, of the line `requests: 5 total, 5 started, 5 done, 5 succeeded, 0 failed, 0 errored, 0 timeout`.
fn requests(text: &str) -> Option<(f64, u64)> {
    let line = text.lines().find_map(|line| line.strip_prefix("requests: "))?;
    let count = |name: &str| {
        let part = line.split(", ").find_map(|part| part.strip_suffix(name))?;
        part.trim().parse::<u64>().ok()
    };
    let done = count("succeeded").filter(|done| *done > 0)?;
    Some((done as f64, count("failed")? + count("errored")? + count("timeout")?))
}

/// How long requests took, and how many had another status than 200.
fn latencies(log: &Path) -> Result<(Histogram, u64), String> {
    let text = std::fs::read_to_string(log).map_err(|error| format!("h2load wrote no {}: {error}", log.display()))?;
    let (mut latency, mut other) = (Histogram::default(), 0);
    for line in text.lines() {
        let mut columns = line.split('\t').skip(1);
        let (status, took) = (columns.next(), columns.next().and_then(|took| took.parse().ok()));
        if let Some(took) = took {
            latency.record(Duration::from_micros(took));
        }
        other += u64::from(status != Some("200"));
    }
    Ok((latency, other))
}

#[cfg(test)]
mod tests {
    use super::requests;

    #[test]
    fn the_requests_that_succeeded_count() {
        let text =
            "finished in 1.0s\nrequests: 9 total, 9 started, 8 done, 7 succeeded, 1 failed, 1 errored, 0 timeout\n";
        assert_eq!(requests(text), Some((7.0, 2)));
        assert_eq!(requests("requests: 0 total, 0 started, 0 done, 0 succeeded, 0 failed, 0 errored, 0 timeout"), None);
        assert_eq!(requests("nothing"), None);
    }
}
