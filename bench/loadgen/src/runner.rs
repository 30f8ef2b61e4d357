//! Measures rows: A B A B …, each round with a fresh server, within a time budget. Decides nothing about bars.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::h2load;
use crate::idle::{self, Idle};
use crate::matrix::{Ask, Contrast, Load, Row};
use crate::operation::Operation;
use crate::process_tree::{self, Peak, Usage};
use crate::server::{Php, Server, pinned};
use crate::speech::Talk;

/// A server's memory is read when it had this long to calm down.
const SETTLE: Duration = Duration::from_millis(500);
/// Memory does not depend on the neighbours.
const ROUNDS_OF_MEMORY: usize = 3;
/// What warms a server up whose memory is measured: so many messages of this size.
const WARM_UPS: usize = 200;
const WARM_UP_BYTES: usize = 100_000;

pub struct Runner {
    pub php: Php,
    pub a: PathBuf,
    pub b: PathBuf,
    pub scenarios: PathBuf,
    pub loadgen: PathBuf,
    /// The server of [`crate::bare`].
    pub bare: PathBuf,
    pub rounds: usize,
    pub seconds: f64,
    pub warmup: f64,
    pub threads: usize,
    pub load_cpus: Option<String>,
    pub deadline: Instant,
    /// Count instructions of operations, with valgrind.
    pub instructions: bool,
}

/// One side of one round. Fields that a row does not measure are 0.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    pub requests_per_second: f64,
    /// CPU time of the server's process tree for a request, µs.
    pub cpu_us: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub max_us: f64,
    pub errors: u64,
    pub rss_kib: u64,
    pub pss_kib: u64,
    /// The largest sum of `pss_kib` under load, where the bar is about it.
    pub peak_kib: u64,
    pub processes: usize,
    /// For rows about memory: what one idle thing costs; for operations: what the processes grew by.
    pub kib_each: f64,
    /// Of one operation, if they were counted.
    pub instructions: Option<f64>,
}

#[derive(Default)]
pub struct Outcome {
    /// Pairs of the rounds in which both sides ran.
    pub pairs: Vec<(Sample, Sample)>,
    /// Why a side did not run, once a message.
    pub failures: Vec<String>,
    /// What this machine lacks for the row.
    pub skipped: Option<&'static str>,
}

impl Runner {
    pub fn row(&self, row: &Row, progress: impl Fn(usize)) -> Outcome {
        let mut outcome = Outcome::default();
        if matches!(row.load, Load::Http2 { .. }) && !h2load::is_installed() {
            outcome.skipped = Some(h2load::MISSING);
            return outcome;
        }
        let rounds = if row.measures_memory() { self.rounds.min(ROUNDS_OF_MEMORY) } else { self.rounds };
        for round in 0..rounds {
            if Instant::now() > self.deadline {
                outcome.failures.push(format!("the time budget ended after {round} rounds"));
                break;
            }
            progress(round + 1);
            match (self.side(row, 0, round), self.side(row, 1, round)) {
                (Ok(a), Ok(b)) => outcome.pairs.push((a, b)),
                (a, b) => {
                    outcome.failures.extend(a.err().map(|message| format!("A: {message}")));
                    outcome.failures.extend(b.err().map(|message| format!("B: {message}")));
                    break;
                }
            }
        }
        outcome
    }

    fn side(&self, row: &Row, side: usize, round: usize) -> Result<Sample, String> {
        let mut env = row.env.clone();
        let extension = match &row.contrast {
            Contrast::Builds | Contrast::Ceiling(_) => [&self.a, &self.b][side],
            Contrast::Settings(settings) => {
                env.push((settings[side].0.to_string(), settings[side].1.to_string()));
                &self.a
            }
        };
        let script =
            if Path::new(&row.script).is_file() { row.script.clone().into() } else { self.scenarios.join(&row.script) };
        if let Load::IdleCoroutines(count) = row.load {
            return self.coroutines(extension, &script, count);
        }
        if let Load::Operation { name, countable } = row.load {
            // Who needs a server that is the same for both sides takes build B.
            env.push(("PEER".into(), self.b.display().to_string()));
            let operation = Operation { php: &self.php, extension, script: &script, env, name };
            let sample = operation.measure()?;
            // They do not vary: one round is enough.
            let counted = self.instructions && countable && round == 0;
            let instructions = if counted { Some(operation.instructions()?) } else { None };
            return Ok(Sample { instructions, ..sample });
        }
        let command = match row.contrast {
            Contrast::Ceiling(reply) if side == 0 => {
                let mut bare = pinned(&self.bare.display().to_string(), self.php.cpus.as_deref());
                bare.arg(reply.name());
                bare
            }
            _ => self.php.command(Some(extension), &script, &env),
        };
        let server = Server::start(command)?;
        let sample = match row.load {
            Load::IdleConnections { count, talk, bytes } => idle_connections(&server, count, talk, bytes),
            Load::Http2 { connections, streams } => h2load::measure(
                &server,
                &h2load::Options {
                    connections,
                    streams,
                    seconds: self.seconds,
                    warmup: self.warmup,
                    threads: self.threads,
                    cpus: self.load_cpus.as_deref(),
                },
            ),
            _ if row.bar.peak_mib.is_some() => {
                let peak = Peak::watch(server.pid());
                let sample = self.load(&server, &row.load);
                let peak_kib = peak.end();
                sample.map(|sample| Sample { peak_kib, ..sample })
            }
            _ => self.load(&server, &row.load),
        };
        let tail = server.log_tail();
        let stopped = server.stop();
        match (sample, stopped) {
            (Ok(sample), Ok(())) => Ok(sample),
            (Err(message), _) if !tail.is_empty() => Err(format!("{message}; the server printed: {tail}")),
            (Err(message), _) | (Ok(_), Err(message)) => Err(message),
        }
    }

    fn load(&self, server: &Server, load: &Load) -> Result<Sample, String> {
        let mut command = self.loadgen_command(server, load);
        let mut child = command.spawn().map_err(|error| format!("cannot run {}: {error}", self.loadgen.display()))?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("loadgen has no output")?).lines();
        let mut next = || -> Result<Value, String> {
            let line = lines.next().ok_or("loadgen ended early")?.map_err(|error| error.to_string())?;
            serde_json::from_str(&line).map_err(|error| format!("loadgen printed {line}: {error}"))
        };
        let measured = next().and_then(|_| {
            let before = process_tree::cpu(server.pid());
            let report = next()?;
            let cpu = process_tree::cpu(server.pid()) - before;
            Ok((report, cpu, process_tree::usage(server.pid())))
        });
        // The end of its input lets the load generator close its connections and end.
        drop(child.stdin.take());
        let status = child.wait().map_err(|error| error.to_string())?;
        let (report, cpu, usage) = measured?;
        if !status.success() {
            return Err(format!("loadgen ended with {status}"));
        }
        sample(&report, cpu, usage)
    }

    fn loadgen_command(&self, server: &Server, load: &Load) -> Command {
        let mut command = pinned(&self.loadgen.display().to_string(), self.load_cpus.as_deref());
        let (mode, connections, bytes, pipeline) = match *load {
            Load::Churn { connections, bytes } => ("churn", connections, bytes, 1),
            Load::Echo { connections, bytes, pipeline } | Load::Framed { connections, bytes, pipeline } => {
                ("echo", connections, bytes, pipeline)
            }
            Load::Datagrams { sockets, bytes } => ("udp", sockets, bytes, 1),
            Load::Http { connections, .. } => ("http", connections, 1, 1),
            Load::WebSocket { connections, bytes } => ("websocket", connections, bytes, 1),
            // These are measured without the load generator.
            Load::Http2 { .. } | Load::IdleConnections { .. } | Load::IdleCoroutines(_) | Load::Operation { .. } => {
                ("idle", 0, 1, 1)
            }
        };
        command.args([mode, "--hold", "--target", &server.address.to_string()]);
        match load {
            Load::Framed { .. } => {
                command.arg("--length-prefix");
            }
            Load::Http { ask, .. } => {
                command.args(ask_arguments(ask));
            }
            _ => {}
        }
        for (name, value) in
            [("--connections", connections), ("--bytes", bytes), ("--pipeline", pipeline), ("--threads", self.threads)]
        {
            command.args([name, &value.to_string()]);
        }
        command.args(["--seconds", &self.seconds.to_string(), "--warmup", &self.warmup.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }

    /// The script suspends `count` coroutines and prints what they cost as JSON.
    fn coroutines(&self, extension: &Path, script: &Path, count: usize) -> Result<Sample, String> {
        let php = self.php.command(Some(extension), script, &[("COROUTINES".into(), count.to_string())]);
        let mut limited = Command::new("timeout");
        limited.arg("120").arg(php.get_program()).args(php.get_args());
        limited.envs(php.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = limited.output().map_err(|error| format!("cannot run timeout: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let complaint = || {
            let errors = String::from_utf8_lossy(&output.stderr);
            let said: Vec<&str> =
                text.lines().chain(errors.lines()).filter(|line| !line.trim().is_empty()).take(2).collect();
            format!("{count} coroutines: {} {}", output.status, said.join(" | "))
        };
        let report: Value =
            text.lines().last().and_then(|line| serde_json::from_str(line).ok()).ok_or_else(complaint)?;
        let bytes = report["bytes_each"].as_f64().ok_or_else(complaint)?;
        Ok(Sample { kib_each: bytes / 1024.0, processes: 1, ..Sample::default() })
    }
}

fn sample(report: &Value, cpu: f64, usage: Usage) -> Result<Sample, String> {
    let number = |name: &str| report[name].as_f64().ok_or_else(|| format!("loadgen reported no {name}: {report}"));
    let (requests, errors) = (number("requests")?, number("errors")? as u64);
    if requests == 0.0 {
        return Err(format!("not one request was answered: {report}"));
    }
    Ok(Sample {
        requests_per_second: number("requests_per_second")?,
        cpu_us: cpu * 1e6 / requests,
        p50_us: number("p50_us")?,
        p99_us: number("p99_us")?,
        max_us: number("max_us")?,
        errors,
        rss_kib: usage.rss_kib,
        pss_kib: usage.pss_kib,
        processes: usage.processes,
        ..Sample::default()
    })
}

fn ask_arguments(ask: &Ask) -> Vec<String> {
    let mut arguments = vec!["--path".into(), ask.path.clone()];
    for header in &ask.headers {
        arguments.extend(["--header".into(), header.clone()]);
    }
    arguments.extend(ask.upload.map(|bytes| format!("--upload={bytes}")));
    arguments.extend(ask.expected.map(|bytes| format!("--expect={bytes}")));
    arguments.extend(ask.tls.then(|| String::from("--tls")));
    arguments
}

fn idle_connections(server: &Server, count: usize, talk: Talk, bytes: usize) -> Result<Sample, String> {
    idle::warm_up(server.address, &talk.speech(WARM_UP_BYTES), WARM_UPS)
        .map_err(|error| format!("the warm-up got no answer: {error}"))?;
    std::thread::sleep(SETTLE);
    let before = process_tree::usage(server.pid());
    let mut idle = Idle::open(server.address, count).map_err(|error| error.to_string())?;
    idle.exchange_once(&talk.speech(bytes)).map_err(|error| format!("an idle connection got no answer: {error}"))?;
    std::thread::sleep(SETTLE * 2);
    let after = process_tree::usage(server.pid());
    let closed = idle.closed_by_server();
    if closed > 0 {
        return Err(format!("the server closed {closed} of {count} idle connections"));
    }
    let grown = after.pss_kib.saturating_sub(before.pss_kib);
    Ok(Sample {
        kib_each: grown as f64 / count as f64,
        rss_kib: after.rss_kib,
        pss_kib: after.pss_kib,
        processes: after.processes,
        ..Sample::default()
    })
}
