//! The rows about everything that is not a TCP stream: tasks, framing, datagrams, files, and what single calls cost a script.

use crate::matrix::{Bar, Contrast, Load, Row, server_row};

/// Every row.
pub fn rows() -> Vec<Row> {
    let at_least = |throughput| Bar { throughput: Some(throughput), ..Bar::default() };
    let with_tail = |throughput| Bar { throughput: Some(throughput), tail_no_worse: true, ..Bar::default() };
    let framed = |pipeline| Load::Framed { connections: 50, bytes: 100, pipeline };
    let datagrams = || Load::Datagrams { sockets: 50, bytes: 100 };
    let scripted = |script: &str, row: Row| Row { script: script.into(), ..row };
    let mut rows = vec![
        task("task, onFinish", "0", with_tail(1.5)),
        task("taskwait", "1", with_tail(1.5)),
        scripted("tcp_length.php", server_row("process", 1, 1, framed(1), at_least(1.5))),
        scripted("tcp_length.php", server_row("process", 1, 1, framed(8), Bar::default())),
        scripted("tcp_length.php", server_row("base", 1, 1, framed(1), at_least(1.1))),
        scripted("udp_echo.php", server_row("process", 1, 1, datagrams(), at_least(1.3))),
        scripted("udp_echo.php", server_row("base", 1, 1, datagrams(), at_least(1.3))),
        Row {
            name: "Coroutine\\Socket, echo, 50 conns".into(),
            script: "tcp_coroutine_socket.php".into(),
            env: Vec::new(),
            load: Load::Echo { connections: 50, bytes: 100, pipeline: 1 },
            contrast: Contrast::Builds,
            bar: at_least(1.0),
        },
    ];
    rows.extend(operations());
    rows
}

fn task(how: &str, wait: &str, bar: Bar) -> Row {
    let mut row = server_row("process", 1, 1, Load::Echo { connections: 50, bytes: 100, pipeline: 1 }, bar);
    row.name = format!("{}, {how}", row.name);
    row.script = "tcp_task.php".into();
    row.env.push(("WAIT".into(), wait.into()));
    row
}

/// The names are those of `scenarios/operations.php`; false: there is no bar.
const OPERATIONS: [(&str, bool); 23] = [
    ("a static method without arguments", false),
    ("Atomic::add", true),
    ("Atomic::add(1)", true),
    ("Atomic::get", true),
    ("Atomic\\Long::add", true),
    ("Table::set, three columns", true),
    ("Table::get, a row", true),
    ("Table::get, a field", true),
    ("Table::incr", true),
    ("Table::exist", true),
    ("Table, foreach, a row", false),
    ("Lock::lock, unlock", false),
    ("Channel, push and pop", true),
    ("Channel, between two coroutines", true),
    ("Coroutine::create, an empty function", false),
    ("Coroutine::resume and yield", false),
    ("Coroutine::create, sleep(0.001)", false),
    ("Timer::after, clear", false),
    ("Timer::after, clear, beside 100 000 timers", true),
    ("Timer::after of 100 000 timers, each fires", true),
    ("Timer::tick, a turn of 1000 timers of 1 ms", false),
    (PIPE, true),
    ("Coroutine\\Socket, sendAll and recvAll 1 KiB", true),
];

/// Half of it happens in another process.
const PIPE: &str = "Process, write and read 1 KiB";

fn uncounted(row: Row) -> Row {
    Row { load: Load::Operation { name: PIPE, countable: false }, ..row }
}

/// What the sending processes may grow by while they send a file of 1 GiB.
const FLAT_KIB: f64 = 1024.0;

pub fn operations() -> Vec<Row> {
    let row = |name: &'static str, script: &str, bar| Row {
        name: name.into(),
        script: script.into(),
        env: Vec::new(),
        load: Load::Operation { name, countable: true },
        contrast: Contrast::Builds,
        bar,
    };
    let par = Bar { throughput: Some(1.0), ..Bar::default() };
    let calls = OPERATIONS.map(|(name, barred)| row(name, "operations.php", if barred { par } else { Bar::default() }));
    let files = [("process", "PROCESS"), ("base", "BASE")].map(|(mode, shape)| Row {
        name: format!("sendfile of 1 GiB, {shape}, a MiB"),
        env: vec![("MODE".into(), mode.into())],
        load: Load::Operation { name: "sendfile", countable: false },
        ..row("sendfile", "sendfile.php", Bar { kib_each: Some(FLAT_KIB), ..par })
    });
    let client = row("Coroutine\\Http\\Client, get", "http_client.php", par);
    calls
        .into_iter()
        .chain([client])
        .chain(files)
        .map(|row| if row.name == PIPE { uncounted(row) } else { row })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_that_a_row_names_is_in_its_script() {
        let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).with_file_name("scenarios");
        for row in operations() {
            let Load::Operation { name, .. } = row.load else { panic!("{}", row.name) };
            let script = std::fs::read_to_string(folder.join(&row.script)).unwrap();
            assert!(script.contains(&format!("'{name}' => [")), "{name} is not in {}", row.script);
        }
    }
}
