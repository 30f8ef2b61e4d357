//! `soak`: loads one server for minutes in turns (echo, churn, abuse, idle) and fails when memory or descriptors grow.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rswoole_bench::args::Args;
use rswoole_bench::closed_loop::{self, Plan};
use rswoole_bench::idle::Idle;
use rswoole_bench::machine;
use rswoole_bench::median::median;
use rswoole_bench::process_tree::{self, Usage};
use rswoole_bench::server::{Php, Server};
use rswoole_bench::speech::Speech;
use rswoole_bench::{abuse, connect};
use serde_json::json;

const HELP: &str = "./dev soak [options]

  --minutes M      3      --mode process|base   process    --workers N   2    --reactors N   2
  --turn S         4      seconds of each turn
  --connections N  100    --bytes N  1000
  --script FILE           instead of bench/scenarios/tcp_echo.php
  --php FILE              the PHP to use";

/// Growth that is noise: allocators keep what a burst needed.
const TOLERATED_GROWTH: f64 = 0.03;
const TOLERATED_KIB: f64 = 1024.0;

struct Soak {
    server: Server,
    duration: Duration,
    turn: Duration,
    connections: usize,
    bytes: usize,
}

/// What the server used when all clients had gone, after one round of turns.
struct Sample {
    at: Duration,
    requests: u64,
    connections: u64,
    usage: Usage,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("soak: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut args = Args::parse(std::env::args().skip(1), &["help"])?;
    if args.flag("help") {
        println!("{HELP}");
        return Ok(());
    }
    let extension = args.text("a").ok_or("--a FILE is missing: the extension to load")?;
    let extension = std::path::absolute(&extension).map_err(|error| format!("{extension}: {error}"))?;
    let scenario = PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("scenarios").join("tcp_echo.php");
    let script = args.text("script").map_or(scenario, PathBuf::from);
    let php = Php { binary: args.text("php").unwrap_or_else(|| "php".into()), ..Php::default() };
    let mut env = Vec::new();
    for (option, name, default) in
        [("mode", "MODE", "process"), ("workers", "WORKERS", "2"), ("reactors", "REACTORS", "2")]
    {
        env.push((name.to_string(), args.text(option).unwrap_or_else(|| default.into())));
    }
    let duration = Duration::from_secs_f64(args.value("minutes", 3.0_f64)?.max(0.0) * 60.0);
    let (turn, connections, bytes) =
        (args.seconds("turn", 4.0)?, args.value("connections", 100)?, args.value("bytes", 1000)?);
    args.finish()?;
    connect::lift_descriptor_limit();
    println!("{}, {duration:?}", machine::extension_name(&php, &extension)?);
    let server = Server::start(php.command(Some(&extension), &script, &env))?;
    Soak { server, duration, turn, connections, bytes }.run()
}

impl Soak {
    fn run(self) -> Result<(), String> {
        let started = Instant::now();
        let mut samples = Vec::new();
        println!("    time   requests  connections  processes   PSS KiB   RSS KiB  descriptors");
        while samples.len() < 6 || started.elapsed() < self.duration {
            let (requests, connections) = self.turns()?;
            let usage = self.settled(samples.first().map(|first: &Sample| first.usage.descriptors));
            let sample = Sample { at: started.elapsed(), requests, connections, usage };
            let Usage { processes, pss_kib, rss_kib, descriptors, .. } = usage;
            println!(
                "{:>7.0}s {requests:>10} {connections:>12} {processes:>10} {pss_kib:>9} {rss_kib:>9} {descriptors:>12}",
                sample.at.as_secs_f64()
            );
            samples.push(sample);
        }
        let complaints = [growth(&samples), descriptors(&samples)];
        self.server.stop()?;
        let last = samples.last().map(|sample| sample.usage).unwrap_or_default();
        let complaints: Vec<String> = complaints.into_iter().flatten().collect();
        println!(
            "{}",
            json!({
                "seconds": started.elapsed().as_secs(),
                "requests": samples.iter().map(|sample| sample.requests).sum::<u64>(),
                "connections": samples.iter().map(|sample| sample.connections).sum::<u64>(),
                "pss_kib": last.pss_kib, "descriptors": last.descriptors, "flat": complaints.is_empty(),
            })
        );
        if complaints.is_empty() { Ok(()) } else { Err(complaints.join("; ")) }
    }

    /// One round; returns requests answered and connections opened.
    fn turns(&self) -> Result<(u64, u64), String> {
        let echo = self.closed_loop("echo", None)?;
        let churn = self.closed_loop("churn", Some(1))?;
        let abuse =
            abuse::run(self.server.address, self.turn).map_err(|error| self.failure("abuse", &error.to_string()))?;
        if abuse.unanswered > 0 {
            return Err(self.failure("abuse", &format!("{} polite clients got no answer", abuse.unanswered)));
        }
        let idle = self.connections * 10;
        let mut held =
            Idle::open(self.server.address, idle).map_err(|error| self.failure("idle", &error.to_string()))?;
        held.exchange_once(&Speech::echo(self.bytes, false))
            .map_err(|error| self.failure("idle", &error.to_string()))?;
        let closed = held.closed_by_server();
        if closed > 0 {
            return Err(self.failure("idle", &format!("the server closed {closed} of {idle} connections")));
        }
        Ok((echo + churn + idle as u64, self.connections as u64 + churn + abuse.clients + idle as u64))
    }

    fn closed_loop(&self, name: &str, per_connection: Option<u64>) -> Result<u64, String> {
        let plan = Plan {
            target: self.server.address,
            connections: self.connections,
            speech: Speech::echo(self.bytes, true),
            tls: false,
            pipeline: 1,
            per_connection,
            reconnect: per_connection.is_some(),
            warmup: Duration::ZERO,
            measure: self.turn,
            threads: 1,
        };
        let (counts, _held) = closed_loop::run(&plan, || {}).map_err(|error| self.failure(name, &error.to_string()))?;
        match counts.error_total() {
            0 => Ok(counts.latency.total()),
            _ => Err(self.failure(name, &format!("errors {:?} {}", counts.errors, counts.note.unwrap_or_default()))),
        }
    }

    fn failure(&self, turn: &str, message: &str) -> String {
        format!("{turn}: {message}; the server printed: {}", self.server.log_tail())
    }

    /// What the server uses once it has noticed that the clients are gone: waits, within a deadline, for the descriptors of the
    /// first sample (the first time: for a count that stays).
    fn settled(&self, descriptors: Option<usize>) -> Usage {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut last = usize::MAX;
        loop {
            std::thread::sleep(Duration::from_millis(500));
            let usage = process_tree::usage(self.server.pid());
            let wanted = descriptors.unwrap_or(last);
            if usage.descriptors <= wanted && usage.descriptors <= last || Instant::now() > deadline {
                return usage;
            }
            last = usage.descriptors;
        }
    }
}

/// Compares the first and the last quarter of the samples after the first third, in which caches and pools fill.
fn growth(samples: &[Sample]) -> Option<String> {
    let steady = &samples[samples.len() / 3..];
    let quarter = steady.len().div_ceil(4);
    let of = |part: &[Sample]| median(part.iter().map(|sample| sample.usage.pss_kib as f64));
    let (early, late) = (of(&steady[..quarter])?, of(&steady[steady.len() - quarter..])?);
    let grown = late - early;
    let flat = grown <= TOLERATED_KIB.max(early * TOLERATED_GROWTH);
    (!flat).then(|| format!("memory grew by {grown:.0} KiB, from {early:.0} to {late:.0} (PSS of all processes)"))
}

fn descriptors(samples: &[Sample]) -> Option<String> {
    let (first, last) = (samples.first()?.usage.descriptors, samples.last()?.usage.descriptors);
    (last > first).then(|| format!("descriptors grew from {first} to {last} with no client connected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(pss: &[u64]) -> Vec<Sample> {
        let usage = |&pss_kib| Usage { pss_kib, descriptors: 10, ..Usage::default() };
        pss.iter().map(|pss| Sample { at: Duration::ZERO, requests: 0, connections: 0, usage: usage(pss) }).collect()
    }

    #[test]
    fn filling_caches_is_no_growth_but_a_slope_is() {
        assert_eq!(growth(&samples(&[9_000, 20_000, 30_000, 30_100, 30_050, 30_200, 30_100, 30_150, 30_100])), None);
        let slope = samples(&[30_000, 31_000, 32_000, 33_000, 34_000, 35_000, 36_000, 37_000, 38_000]);
        assert!(growth(&slope).unwrap().contains("grew"));
    }

    #[test]
    fn a_descriptor_too_many_at_the_end_is_a_leak() {
        let mut run = samples(&[1, 1, 1]);
        assert_eq!(descriptors(&run), None);
        run[2].usage.descriptors = 11;
        assert!(descriptors(&run).is_some());
    }
}
