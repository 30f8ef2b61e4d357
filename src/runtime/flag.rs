//! The flags of hooks, with the values of the `SWOOLE_HOOK_*` constants, and what is said of those that have no hook yet.

use rswoole_engine::log;
use rswoole_engine::settings::LogLevel;

const TCP: i64 = 1 << 1;
const UDP: i64 = 1 << 2;
const UNIX: i64 = 1 << 3;
const UDG: i64 = 1 << 4;
const SSL: i64 = 1 << 5;
const TLS: i64 = 1 << 6;
pub const STREAM_FUNCTION: i64 = 1 << 7;
pub const SLEEP: i64 = 1 << 9;
pub const PROC: i64 = 1 << 10;
pub const STDIO: i64 = 1 << 15;
pub const NET_FUNCTION: i64 = 1 << 21;

/// `SWOOLE_HOOK_ALL`
pub const ALL: i64 = 2_143_285_247;

/// Those that have a hook.
pub const BUILT: i64 = TCP | UDP | UNIX | UDG | SSL | TLS | STREAM_FUNCTION | SLEEP | PROC | STDIO | NET_FUNCTION;

/// What is not built, or not all of it.
const MISSING: &[(i64, &str)] = &[
    (1 << 8, "FILE (files and directories)"),
    (1 << 11, "CURL (ext-curl)"),
    (1 << 12, "NATIVE_CURL (ext-curl)"),
    (1 << 14, "SOCKETS (ext-sockets)"),
    (NET_FUNCTION, "NET_FUNCTION (DNS records, mail(); but gethostbyname() is)"),
    (1 << 22, "MONGODB (ext-mongodb)"),
    (PDO, "PDO of PostgreSQL, ODBC, Oracle, SQLite and Firebird"),
];

/// The five database hooks of the original, which has constants for them only where they were compiled in.
const PDO: i64 = 0b1_1111 << 16;

/// One line for what is asked for and not built. Who asks for everything is told, who asks for something by name is warned.
pub fn report_missing(news: i64, asked: i64) {
    let names: Vec<&str> = MISSING.iter().filter(|(flag, _)| news & flag != 0).map(|(_, name)| *name).collect();
    if names.is_empty() {
        return;
    }
    let level = if asked & BUILT == BUILT { LogLevel::Info } else { LogLevel::Warning };
    let names = names.join(", ");
    log::write(
        level,
        format_args!("hook_flags: these hooks are not built yet, what they are for blocks the process: {names}"),
    );
}
