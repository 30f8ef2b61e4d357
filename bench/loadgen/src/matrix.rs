//! The rows of each comparison: which script, which load, and the bar that the first build must reach against the second.

use crate::bare::Reply;
use crate::speech::Talk;
use crate::{http, messages};

/// What a row does to a server, or instead of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    Echo {
        connections: usize,
        bytes: usize,
        pipeline: usize,
    },
    /// Echo of packets that begin with their length.
    Framed {
        connections: usize,
        bytes: usize,
        pipeline: usize,
    },
    Datagrams {
        sockets: usize,
        bytes: usize,
    },
    Churn {
        connections: usize,
        bytes: usize,
    },
    /// One request of HTTP/1.1 again and again on connections that are kept.
    Http {
        connections: usize,
        ask: Ask,
    },
    /// HTTP/2 by h2load: so many requests of each connection are under way.
    Http2 {
        connections: usize,
        streams: usize,
    },
    /// Echo of messages.
    WebSocket {
        connections: usize,
        bytes: usize,
    },
    /// One of the operations of a script, which measures itself.
    Operation {
        name: &'static str,
        /// Counting its instructions makes sense: it is cheap, and all of it happens in the script's own process.
        countable: bool,
    },
    /// Memory of open connections that have exchanged one message of so many bytes and do nothing.
    IdleConnections {
        count: usize,
        talk: Talk,
        bytes: usize,
    },
    /// Memory of suspended coroutines: the script measures itself.
    IdleCoroutines(usize),
}

/// A request of HTTP.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    pub path: String,
    /// Lines of the head beside those that every request has.
    pub headers: Vec<String>,
    /// Bytes of the body of a POST.
    pub upload: Option<usize>,
    /// Bytes of the answer's body, where every build must give the same.
    pub expected: Option<usize>,
    pub tls: bool,
}

/// What the two sides of a row are.
#[derive(Clone, Debug, PartialEq)]
pub enum Contrast {
    /// Build A against build B.
    Builds,
    /// Build A with one environment variable against build A with another.
    Settings([(&'static str, &'static str); 2]),
    /// A server that does nothing but read and write ([`crate::bare`]) against build B: what the machine leaves to any server.
    Ceiling(Reply),
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// Requests per second of A, in those of B.
    pub throughput: Option<f64>,
    /// The 99th percentile of A may not exceed that of B.
    pub tail_no_worse: bool,
    /// KiB for each idle thing of A.
    pub kib_each: Option<f64>,
    /// MiB that all processes of A together take at most, while they are under load.
    pub peak_mib: Option<f64>,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub script: String,
    pub env: Vec<(String, String)>,
    pub load: Load,
    pub contrast: Contrast,
    pub bar: Bar,
}

impl Row {
    pub fn measures_an_operation(&self) -> bool {
        matches!(self.load, Load::Operation { .. })
    }

    pub fn measures_memory(&self) -> bool {
        matches!(self.load, Load::IdleConnections { .. } | Load::IdleCoroutines(_))
    }
}

pub const COMPARISONS: [(&str, &str); 7] = [
    ("tcp", "every row that has a bar: PROCESS, BASE, sleeping callbacks, coroutines on and off, idle memory"),
    (
        "ceiling",
        "a server without PHP that only reads and writes, against B in BASE mode: what a machine leaves to any",
    ),
    ("churn", "connect, one request, close"),
    ("sizes", "payloads from 1 byte to 1 MiB, pipelining"),
    ("http", "HTTP, uploads, TLS, HTTP/2, WebSocket, idle WebSockets: every row has a bar"),
    ("messages", "tasks, datagrams, framing, and all of operations: every row that has a bar"),
    (
        "operations",
        "single calls: Table, Atomic, Channel, Timer, coroutines, Process, Coroutine\\Socket, HTTP client, sendfile",
    ),
];

/// The rows of a comparison; None when there is none of this name.
pub fn rows(comparison: &str) -> Option<Vec<Row>> {
    match comparison {
        "tcp" => Some(tcp()),
        "ceiling" => Some(ceiling()),
        "churn" => Some(churn()),
        "sizes" => Some(sizes()),
        "http" => Some(http::rows()),
        "messages" => Some(messages::rows()),
        "operations" => Some(messages::operations()),
        _ => None,
    }
}

fn tcp() -> Vec<Row> {
    let at_least = |throughput| Bar { throughput: Some(throughput), ..Bar::default() };
    let with_tail = |throughput| Bar { throughput: Some(throughput), tail_no_worse: true, ..Bar::default() };
    let mut rows = Vec::new();
    for (mode, workers, reactors, bars) in [
        ("process", 1, 1, [at_least(1.6), at_least(1.7)]),
        ("process", 2, 2, [with_tail(1.3), with_tail(1.4)]),
        ("base", 1, 1, [at_least(1.12), at_least(1.12)]),
    ] {
        for (connections, bar) in [50, 500].into_iter().zip(bars) {
            rows.push(server_row(mode, workers, reactors, echo(connections, 100), bar));
        }
    }
    let sleeping = server_row("base", 1, 1, echo(500, 100), at_least(1.3));
    rows.push(Row {
        name: "BASE 1, callback sleeps 1 ms, 500 conns".into(),
        script: "tcp_sleep.php".into(),
        ..sleeping
    });
    let off_and_on = server_row("base", 1, 1, echo(50, 100), at_least(0.97));
    rows.push(Row {
        name: "BASE 1, 50 conns: coroutines on against off".into(),
        contrast: Contrast::Settings([("COROUTINE", "1"), ("COROUTINE", "0")]),
        ..off_and_on
    });
    let idle = |kib| Bar { kib_each: Some(kib), ..Bar::default() };
    rows.push(Row {
        name: "idle TCP connection".into(),
        ..server_row("process", 1, 1, Load::IdleConnections { count: 10_000, talk: Talk::Echo, bytes: 100 }, idle(2.5))
    });
    rows.push(Row {
        name: "suspended coroutine, 100 000 at once".into(),
        script: "idle_coroutines.php".into(),
        ..server_row("base", 1, 1, Load::IdleCoroutines(100_000), idle(10.0))
    });
    rows
}

fn ceiling() -> Vec<Row> {
    let named = |row: Row, reply: Reply| Row { name: format!("{}: bare {}", row.name, reply.name()), ..row };
    let row = |script: &str, reply, load| Row {
        script: script.into(),
        contrast: Contrast::Ceiling(reply),
        ..named(server_row("base", 1, 1, load, Bar::default()), reply)
    };
    let http =
        |connections| Load::Http { connections, ask: Ask { path: "/".into(), expected: Some(11), ..Ask::default() } };
    vec![
        row("tcp_echo.php", Reply::Echo, echo(50, 100)),
        row("tcp_echo.php", Reply::Echo, echo(500, 100)),
        row("http_hello.php", Reply::Http, http(50)),
        row("http_hello.php", Reply::Http, http(500)),
        row("udp_echo.php", Reply::Datagrams, Load::Datagrams { sockets: 50, bytes: 100 }),
    ]
}

fn churn() -> Vec<Row> {
    [("process", 1, 1), ("process", 2, 2), ("base", 1, 1), ("base", 2, 1)]
        .map(|(mode, workers, reactors)| {
            server_row(mode, workers, reactors, Load::Churn { connections: 50, bytes: 100 }, Bar::default())
        })
        .into()
}

fn sizes() -> Vec<Row> {
    let sized = [(50, 1, 1), (50, 4096, 1), (50, 65_536, 1), (4, 1 << 20, 1), (50, 100, 8)];
    let modes = [("process", 1, 1), ("base", 1, 1)];
    let row = |(mode, workers, reactors), (connections, bytes, pipeline)| {
        server_row(mode, workers, reactors, Load::Echo { connections, bytes, pipeline }, Bar::default())
    };
    modes.into_iter().flat_map(|mode| sized.map(|size| row(mode, size))).collect()
}

fn echo(connections: usize, bytes: usize) -> Load {
    Load::Echo { connections, bytes, pipeline: 1 }
}

pub(crate) fn server_row(mode: &str, workers: usize, reactors: usize, load: Load, bar: Bar) -> Row {
    let shape = if mode == "base" { format!("BASE {workers}") } else { format!("PROCESS {workers}×{reactors}") };
    let name = match &load {
        Load::Echo { connections, bytes: 100, pipeline: 1 } => format!("{shape}, {connections} conns"),
        Load::Echo { connections, bytes, pipeline: 1 } => format!("{shape}, {connections} conns, {bytes} B"),
        Load::Echo { connections, bytes, pipeline } => {
            format!("{shape}, {connections} conns, {bytes} B, {pipeline} at once")
        }
        Load::Churn { connections, .. } => format!("{shape}, connect, request, close, {connections} at once"),
        Load::Framed { connections, bytes, pipeline } => {
            let at_once = if *pipeline > 1 { format!(", {pipeline} at once") } else { String::new() };
            format!("{shape}, {connections} conns, length-framed, {bytes} B{at_once}")
        }
        Load::Datagrams { sockets, bytes } => format!("{shape}, UDP, {sockets} sockets, {bytes} B"),
        Load::WebSocket { connections, bytes } => format!("{shape}, WebSocket, {connections} conns, {bytes} B"),
        Load::Http2 { connections, streams } => format!("{shape}, HTTP/2, {connections} conns, {streams} at once"),
        Load::Http { connections, .. } => format!("{shape}, {connections} conns"),
        Load::IdleConnections { .. } | Load::IdleCoroutines(_) | Load::Operation { .. } => shape,
    };
    let env = [("MODE", mode.to_string()), ("WORKERS", workers.to_string()), ("REACTORS", reactors.to_string())];
    Row {
        name,
        script: "tcp_echo.php".into(),
        env: env.map(|(name, value)| (name.to_string(), value)).into(),
        load,
        contrast: Contrast::Builds,
        bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comparison_that_is_offered_has_rows_with_names_of_their_own() {
        for (comparison, _) in COMPARISONS {
            let rows = rows(comparison).expect(comparison);
            let names: std::collections::BTreeSet<_> = rows.iter().map(|row| row.name.clone()).collect();
            assert_eq!(names.len(), rows.len(), "{comparison}");
        }
        assert!(rows("nothing").is_none());
    }

    #[test]
    fn every_row_of_the_tcp_and_http_comparisons_has_a_bar() {
        for row in tcp().into_iter().chain(http::rows()) {
            assert_eq!(row.bar.throughput.is_some(), !row.measures_memory(), "{}", row.name);
            assert_eq!(row.bar.kib_each.is_some(), row.measures_memory(), "{}", row.name);
        }
    }
}
