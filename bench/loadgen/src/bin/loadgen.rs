//! `loadgen`: loads a server that echoes, and prints one line of JSON when the warm-up is over and one at the end.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use rswoole_bench::args::Args;
use rswoole_bench::closed_loop::{self, Plan};
use rswoole_bench::idle::Idle;
use rswoole_bench::speech::Speech;
use rswoole_bench::{abuse, connect, datagrams};
use serde_json::json;

const HELP: &str = "loadgen MODE --target 127.0.0.1:9501 [options]

Modes
  echo     closed loop: each connection sends, awaits the whole reply, sends again
  http     the same with one request of HTTP/1.1, whose answers must have status 200
  websocket  the same with messages, after a handshake
  udp      the same with datagrams: what stays unanswered is counted as lost and sent again
  churn    the same, but each connection is closed after one reply and replaced
  idle     open connections and hold them
  abuse    clients that reset, flood, half-close and never read

Options
  --connections N   50        --bytes N     100       --pipeline N   1
  --seconds S       3         --warmup S    0.5       --threads N    1
  --length-prefix   (echo) each request begins with the length of the rest, 4 bytes
  --path /          (http) what is asked for      --header 'Name: value'   repeatable
  --upload N        (http) POST a body of N bytes --expect N   every answer's body has N bytes, else it is an error
  --tls             (http, websocket) the certificate is not looked at
  --verify          compare every byte of the replies
  --reconnect       replace connections that the server closes
  --hold            at the end keep the connections open until standard input ends";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("loadgen: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut args =
        Args::parse(std::env::args().skip(1), &["verify", "reconnect", "hold", "length-prefix", "tls", "help"])?;
    if args.flag("help") {
        println!("{HELP}");
        return Ok(());
    }
    let mode = args.word().ok_or("which mode? See loadgen --help")?;
    let target = args.text("target").ok_or("--target is missing, for example --target 127.0.0.1:9501")?;
    let target = target.parse().map_err(|_| format!("--target {target} is not ADDRESS:PORT"))?;
    let hold = args.flag("hold");
    let churn = mode == "churn";
    let plan = Plan {
        target,
        connections: args.value("connections", 50)?,
        speech: speech(&mode, &mut args)?,
        tls: args.flag("tls"),
        pipeline: args.value("pipeline", 1)?,
        per_connection: churn.then_some(1),
        reconnect: args.flag("reconnect") || churn,
        warmup: args.seconds("warmup", 0.5)?,
        measure: args.seconds("seconds", 3.0)?,
        threads: args.value("threads", 1)?,
    };
    args.finish()?;
    if plan.reconnect && (plan.tls || !plan.speech.opening.is_empty()) {
        return Err("connections with a handshake are not replaced: leave --reconnect out".into());
    }
    connect::lift_descriptor_limit();
    match mode.as_str() {
        "echo" | "churn" | "http" | "websocket" => {
            let loaded = closed_loop::run(&plan, || say(&json!({"phase": "measuring"})));
            let (counts, held) = loaded.map_err(|error| error.to_string())?;
            say(&counts.to_json(&mode, plan.connections, plan.speech.request.len(), plan.measure));
            wait(hold);
            drop(held);
        }
        "udp" if plan.threads != 1 || plan.pipeline != 1 => {
            return Err("datagrams are sent by one thread, one at a time on each socket".into());
        }
        "udp" => {
            let loaded = datagrams::run(&plan, || say(&json!({"phase": "measuring"})));
            let counts = loaded.map_err(|error| error.to_string())?;
            say(&counts.to_json(&mode, plan.connections, plan.speech.request.len(), plan.measure));
            wait(hold);
        }
        "idle" => {
            let mut idle = Idle::open(target, plan.connections).map_err(|error| error.to_string())?;
            say(&json!({"phase": "measuring"}));
            std::thread::sleep(plan.measure);
            let closed = idle.closed_by_server();
            say(&json!({"mode": "idle", "connections": plan.connections, "errors": closed}));
            wait(hold);
        }
        "abuse" => {
            let abuse = abuse::run(target, plan.measure).map_err(|error| error.to_string())?;
            say(&json!({"mode": "abuse", "clients": abuse.clients, "errors": abuse.unanswered}));
        }
        other => {
            return Err(format!(
                "there is no mode \"{other}\"; the modes are echo, http, websocket, udp, churn, idle, abuse"
            ));
        }
    }
    Ok(())
}

/// What is said in a mode.
fn speech(mode: &str, args: &mut Args) -> Result<Speech, String> {
    let (bytes, framed) = (args.value::<usize>("bytes", 100)?.max(1), args.flag("length-prefix"));
    let verify = args.flag("verify");
    match mode {
        "http" => {
            let number = |text: Option<String>| {
                text.map(|text| text.parse().map_err(|_| format!("{text} is not a number of bytes"))).transpose()
            };
            let path = args.text("path").unwrap_or_else(|| "/".into());
            let (upload, expected) = (number(args.text("upload"))?, number(args.text("expect"))?);
            Ok(Speech::http(&path, &args.all("header"), upload, expected))
        }
        "websocket" => Ok(Speech::websocket(bytes, false)),
        _ if framed && bytes < 4 => Err(format!("--bytes {bytes} has no room for the 4 bytes of --length-prefix")),
        _ if framed => Ok(Speech::framed(bytes, verify)),
        _ => Ok(Speech::echo(bytes, verify)),
    }
}

fn say(line: &serde_json::Value) {
    let mut out = std::io::stdout().lock();
    // A reader that is gone is told by the exit of this program soon enough.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn wait(hold: bool) {
    if hold {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::thread::sleep(Duration::from_millis(1));
    }
}
