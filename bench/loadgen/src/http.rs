//! The rows about HTTP and WebSocket.

use crate::matrix::{Ask, Bar, Contrast, Load, Row, server_row};
use crate::speech::Talk;

const MIB: usize = 1 << 20;
/// What all processes of a server may take while 16 clients upload 1 MiB each, again and again.
const UPLOADS_PEAK_MIB: f64 = 64.0;
/// What an idle WebSocket may cost.
const IDLE_KIB: f64 = 3.0;
const IDLE: usize = 5_000;

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for connections in [50, 500] {
        rows.extend(both("http_hello.php", "hello", &[], connections, &ask("/", 11), [1.6, 1.1]));
    }
    rows.extend(both("http_hello.php", "hello", &[], 50, &ask("/", 11), [0.97; 2]).map(|row| Row {
        name: format!("{}: coroutines on against off", row.name),
        contrast: Contrast::Settings([("COROUTINE", "1"), ("COROUTINE", "0")]),
        ..row
    }));
    rows.extend(both("http_json.php", "get, header, server and cookie to JSON", &[], 50, &fields(), [1.3; 2]));
    rows.extend(both("http_large.php", "64 KiB answers", &[], 50, &ask("/", 65_536), [1.2; 2]));
    let upload = Ask { upload: Some(MIB), ..ask("/", MIB.to_string().len()) };
    rows.extend(
        both("http_upload.php", "1 MiB uploads", &[], 16, &upload, [1.2; 2])
            .map(|row| Row { bar: Bar { peak_mib: Some(UPLOADS_PEAK_MIB), ..row.bar }, ..row }),
    );
    let secure = Ask { tls: true, ..ask("/", 11) };
    rows.extend(both("http_hello.php", "hello, TLS", &[("TLS", "1")], 50, &secure, [1.1; 2]));
    rows.extend(MODES.map(|mode| Row {
        script: "http_hello.php".into(),
        ..with(&[("HTTP2", "1")], server_row(mode, 1, 1, Load::Http2 { connections: 50, streams: 10 }, at_least(1.1)))
    }));
    rows.extend([("process", 1.5), ("base", 1.15)].map(|(mode, bar)| Row {
        script: "websocket_echo.php".into(),
        ..server_row(mode, 1, 1, Load::WebSocket { connections: 50, bytes: 100 }, at_least(bar))
    }));
    rows.extend(
        MODES.into_iter().flat_map(|mode| IDLE_TALKS.map(|(what, bytes, deflate)| idle(mode, what, bytes, deflate))),
    );
    rows
}

const MODES: [&str; 2] = ["process", "base"];

/// What an idle WebSocket has said: a message that was short, that was long, that was compressed.
const IDLE_TALKS: [(&str, usize, bool); 3] =
    [("100 B", 100, false), ("10 KB", 10_000, false), ("10 KB, compressed", 10_000, true)];

fn at_least(throughput: f64) -> Bar {
    Bar { throughput: Some(throughput), ..Bar::default() }
}

fn ask(path: &str, expected: usize) -> Ask {
    Ask { path: path.into(), expected: Some(expected), ..Ask::default() }
}

/// What a browser sends, about. The answers differ in length: they hold the headers.
fn fields() -> Ask {
    let headers = [
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
        "Accept: application/json, text/plain, */*",
        "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
        "X-Requested-With: XMLHttpRequest",
        "Cookie: session=4f2a9c1e77d04b1f; theme=dark; locale=en",
    ];
    Ask {
        path: "/items/42?page=2&sort=price&filter%5Bcolour%5D=red".into(),
        headers: headers.map(String::from).into(),
        ..Ask::default()
    }
}

/// A row in each mode; the bars are those of PROCESS and BASE.
fn both(script: &str, what: &str, env: &[(&str, &str)], connections: usize, ask: &Ask, bars: [f64; 2]) -> [Row; 2] {
    let row = |mode, bar| {
        let row = with(env, server_row(mode, 1, 1, Load::Http { connections, ask: ask.clone() }, at_least(bar)));
        Row { name: format!("{}, {what}", row.name), script: script.into(), ..row }
    };
    [row(MODES[0], bars[0]), row(MODES[1], bars[1])]
}

fn with(env: &[(&str, &str)], mut row: Row) -> Row {
    row.env.extend(env.iter().map(|(name, value)| (name.to_string(), value.to_string())));
    row
}

fn idle(mode: &str, what: &str, bytes: usize, deflate: bool) -> Row {
    let load = Load::IdleConnections { count: IDLE, talk: Talk::WebSocket { deflate }, bytes };
    let row = server_row(mode, 1, 1, load, Bar { kib_each: Some(IDLE_KIB), ..Bar::default() });
    Row {
        name: format!("idle WebSocket after a message of {what}, {}", row.name),
        script: "websocket_echo.php".into(),
        ..row
    }
}
