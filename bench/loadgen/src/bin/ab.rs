//! `ab`: compares two builds of the extension, A and B, on the same PHP scripts, and writes a results page.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rswoole_bench::args::Args;
use rswoole_bench::connect;
use rswoole_bench::machine::{self, Machine};
use rswoole_bench::matrix::{self, Ask, Bar, COMPARISONS, Contrast, Load, Row};
use rswoole_bench::runner::Runner;
use rswoole_bench::server::Php;
use rswoole_bench::table::{self, Results, Subject};

const OPTIONS: &str =
    "  run         one script of your own: --script FILE (it listens on the port that $PORT names and echoes)
          [--load echo|framed|udp|churn|websocket] [--connections 50] [--bytes 100] [--pipeline 1] [--env NAME=VALUE]...
          [--load http [--path /] [--header 'Name: value']... [--upload BYTES] [--tls]]

Options
  --a FILE --b FILE    the two builds; without --b, A is compared with itself (the noise of the machine)
  --rounds N      7    --seconds S   2    --warmup S   0.5
  --only TEXT          only rows whose name holds TEXT
  --budget S     1800  start no further round after so many seconds
  --pin-server CPUS    --pin-load CPUS    taskset lists; by default nothing is pinned
  --threads N     1    threads of the load generator
  --php FILE           the PHP to use             --ini KEY=VALUE   ini settings, repeatable
  --out NAME           write bench/results/NAME.md and NAME.json (default: the comparison's name)
  --instructions       count the instructions of operations too (needs valgrind)
  --check              exit with an error when a bar is not held";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(message) => {
            eprintln!("bench: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let line: Vec<String> = std::env::args().skip(1).collect();
    let mut args = Args::parse(line.iter().cloned(), &["help", "check", "instructions", "tls"])?;
    let asked_for_help = args.flag("help");
    let Some(comparison) = args.word().filter(|_| !asked_for_help) else {
        print_help();
        return Ok(true);
    };
    let rows = rows(&comparison, &mut args)?;
    let (out, check) = (args.text("out").unwrap_or_else(|| comparison.clone()), args.flag("check"));
    let runner = runner(&mut args)?;
    args.finish()?;
    connect::lift_descriptor_limit();
    let subject = Subject {
        machine: Machine::read(),
        php: machine::php_name(&runner.php)?,
        a: machine::extension_name(&runner.php, &runner.a)?,
        b: machine::extension_name(&runner.php, &runner.b)?,
        rounds: runner.rounds,
        seconds: runner.seconds,
        command: command(&line),
    };
    let results = measure(&runner, rows);
    publish(&subject, &results, &out)?;
    let held = results.iter().all(|(row, outcome)| table::holds(row, outcome) != Some(false));
    Ok(held || !check)
}

fn print_help() {
    println!("./dev bench COMPARISON [options]\n\nComparisons");
    for (name, what) in COMPARISONS {
        println!("  {name:<11} {what}");
    }
    println!("{OPTIONS}");
}

/// The command as someone else would type it: the files' names without their folders, quotes where a shell wants them.
fn command(line: &[String]) -> String {
    let words = line.iter().map(|word| match Path::new(word).file_name().and_then(|name| name.to_str()) {
        Some(name) if Path::new(word).is_file() => name.into(),
        _ if word.contains(|byte: char| byte.is_whitespace() || "&;()<>|*?[]$`'\"".contains(byte)) => {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
        _ => word.clone(),
    });
    std::iter::once("./dev bench".into()).chain(words).collect::<Vec<String>>().join(" ")
}

fn rows(comparison: &str, args: &mut Args) -> Result<Vec<Row>, String> {
    if comparison == "run" {
        return own_row(args).map(|row| vec![row]);
    }
    let rows = matrix::rows(comparison)
        .ok_or_else(|| format!("there is no comparison \"{comparison}\"; see ./dev bench --help"))?;
    let Some(wanted) = args.text("only") else { return Ok(rows) };
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.name.contains(&wanted)).collect();
    if rows.is_empty() {
        Err(format!("no row's name holds \"{wanted}\"; the rows are: {}", names.join("; ")))
    } else {
        Ok(rows)
    }
}

fn own_row(args: &mut Args) -> Result<Row, String> {
    let script = args.text("script").ok_or("run which script? Add --script FILE")?;
    if !PathBuf::from(&script).is_file() {
        return Err(format!("--script {script} is not a file"));
    }
    let (connections, bytes) = (args.value("connections", 50)?, args.value("bytes", 100)?);
    let load = match args.text("load").as_deref() {
        None | Some("echo") => Load::Echo { connections, bytes, pipeline: args.value("pipeline", 1)? },
        Some("framed") => Load::Framed { connections, bytes, pipeline: args.value("pipeline", 1)? },
        Some("udp") => Load::Datagrams { sockets: connections, bytes },
        Some("churn") => Load::Churn { connections, bytes },
        Some("websocket") => Load::WebSocket { connections, bytes },
        Some("http") => Load::Http { connections, ask: own_ask(args)? },
        Some(other) => return Err(format!("--load {other} is none of echo, framed, udp, churn, websocket, http")),
    };
    let mut env = Vec::new();
    for pair in args.all("env") {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("--env {pair} is not NAME=VALUE"))?;
        env.push((name.to_string(), value.to_string()));
    }
    let name = format!("{script}, {connections} conns, {bytes} B");
    Ok(Row { name, script, env, load, contrast: Contrast::Builds, bar: Bar::default() })
}

fn own_ask(args: &mut Args) -> Result<Ask, String> {
    let upload = match args.value("upload", 0)? {
        0 => None,
        bytes => Some(bytes),
    };
    let path = args.text("path").unwrap_or_else(|| "/".into());
    Ok(Ask { path, headers: args.all("header"), upload, expected: None, tls: args.flag("tls") })
}

fn runner(args: &mut Args) -> Result<Runner, String> {
    let file = |text: String| std::path::absolute(&text).map_err(|error| format!("{text}: {error}"));
    let a = file(args.text("a").ok_or("--a FILE is missing: the extension to measure")?)?;
    let b = args.text("b").map(file).transpose()?.unwrap_or_else(|| a.clone());
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(Runner {
        php: Php {
            binary: args.text("php").unwrap_or_else(|| "php".into()),
            ini: args.all("ini"),
            cpus: args.text("pin-server"),
        },
        a,
        b,
        scenarios: scenarios(),
        loadgen: own.with_file_name("loadgen"),
        bare: own.with_file_name("bare"),
        rounds: args.value::<usize>("rounds", 7)?.max(1),
        seconds: args.value("seconds", 2.0)?,
        warmup: args.value("warmup", 0.5)?,
        threads: args.value("threads", 1)?,
        load_cpus: args.text("pin-load"),
        instructions: args.flag("instructions"),
        deadline: Instant::now() + args.seconds("budget", 1800.0)?,
    })
}

fn scenarios() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("scenarios")
}

fn measure(runner: &Runner, rows: Vec<Row>) -> Results {
    let started = Instant::now();
    let total = rows.len();
    let mut results = Results::new();
    for (index, row) in rows.into_iter().enumerate() {
        let outcome = runner.row(&row, |round| {
            let elapsed = Duration::from_secs(started.elapsed().as_secs());
            eprintln!("[{elapsed:?}] {}/{total} {}: round {round} of {}", index + 1, row.name, runner.rounds);
        });
        for message in outcome.failures.iter().map(String::as_str).chain(outcome.skipped) {
            eprintln!("    {message}");
        }
        results.push((row, outcome));
    }
    results
}

fn publish(subject: &Subject, results: &Results, name: &str) -> Result<(), String> {
    let page = table::markdown(subject, results);
    println!("{page}");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("results");
    let write = |file: PathBuf, text: String| {
        std::fs::write(&file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
    };
    std::fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    write(folder.join(format!("{name}.md")), page)?;
    write(folder.join(format!("{name}.json")), format!("{:#}\n", table::json(subject, results)))?;
    eprintln!("written: bench/results/{name}.md and {name}.json");
    Ok(())
}
