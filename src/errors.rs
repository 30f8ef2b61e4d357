//! The error codes that PHP sees (`getLastError()`, `swoole_last_error()`), and the one mapping from engine errors to them.

use std::cell::Cell;

use rswoole_engine::protocol::Violation;
use rswoole_engine::worker::SendError;

use crate::zend;

/// Values of the `SWOOLE_ERROR_*` constants of the same names.
pub mod code {
    pub const SYSTEM_CALL_FAIL: i64 = 502;
    pub const PHP_FATAL_ERROR: i64 = 503;
    pub const NAME_TOO_LONG: i64 = 504;
    pub const INVALID_PARAMS: i64 = 505;
    pub const OPERATION_NOT_SUPPORT: i64 = 507;
    pub const WRONG_OPERATION: i64 = 509;
    pub const PHP_RUNTIME_NOTICE: i64 = 510;
    pub const NO_PAYLOAD: i64 = 550;
    pub const DNSLOOKUP_RESOLVE_FAILED: i64 = 711;
    pub const DNSLOOKUP_RESOLVE_TIMEOUT: i64 = 712;
    pub const BAD_HOST_ADDR: i64 = 722;
    pub const BAD_PORT: i64 = 723;
    pub const SESSION_CLOSING: i64 = 1003;
    pub const SESSION_CLOSED: i64 = 1004;
    pub const SESSION_NOT_EXIST: i64 = 1005;
    pub const SESSION_INVALID_ID: i64 = 1006;
    pub const OUTPUT_BUFFER_OVERFLOW: i64 = 1009;
    pub const SSL_NOT_READY: i64 = 1011;
    pub const SSL_EMPTY_PEER_CERTIFICATE: i64 = 1013;
    pub const SSL_VERIFY_FAILED: i64 = 1014;
    pub const SSL_RESET: i64 = 1017;
    pub const SSL_HANDSHAKE_FAILED: i64 = 1018;
    pub const PACKAGE_LENGTH_TOO_LARGE: i64 = 1201;
    pub const PACKAGE_LENGTH_NOT_FOUND: i64 = 1202;
    pub const DATA_LENGTH_TOO_LARGE: i64 = 1203;
    pub const PACKAGE_MALFORMED_DATA: i64 = 1204;
    pub const TASK_DISPATCH_FAIL: i64 = 2002;
    pub const CLIENT_NO_CONNECTION: i64 = 5001;
    pub const WEBSOCKET_BAD_OPCODE: i64 = 8502;
    pub const WEBSOCKET_UNCONNECTED: i64 = 8503;
    pub const WEBSOCKET_HANDSHAKE_FAILED: i64 = 8504;
    pub const WEBSOCKET_PACK_FAILED: i64 = 8505;
    pub const WEBSOCKET_UNPACK_FAILED: i64 = 8506;
    pub const SOCKS5_UNSUPPORT_VERSION: i64 = 7001;
    pub const SOCKS5_UNSUPPORT_METHOD: i64 = 7002;
    pub const SOCKS5_AUTH_FAILED: i64 = 7003;
    pub const SOCKS5_SERVER_ERROR: i64 = 7004;
    pub const SOCKS5_HANDSHAKE_FAILED: i64 = 7005;
    pub const SOCKS5_CONNECT_FAILED: i64 = 7006;
    pub const HTTP_PROXY_HANDSHAKE_ERROR: i64 = 7101;
    pub const HTTP_PROXY_HANDSHAKE_FAILED: i64 = 7103;
    pub const HTTP_PROXY_BAD_RESPONSE: i64 = 7104;
    pub const HTTP_INVALID_PROTOCOL: i64 = 7102;
    pub const HTTP_CONTEXT_UNAVAILABLE: i64 = 7106;
    pub const SERVER_INVALID_COMMAND: i64 = 9012;
    pub const SERVER_IS_NOT_REGULAR_FILE: i64 = 9013;
    pub const HTTP_INVALID_PARAMS: i64 = 510;
    pub const SERVER_INVALID_LISTEN_PORT: i64 = 9004;
    pub const SERVER_SEND_IN_MASTER: i64 = 9009;
    pub const CO_OUT_OF_COROUTINE: i64 = 10001;
    pub const CO_HAS_BEEN_BOUND: i64 = 10002;
    pub const CO_CANNOT_CANCEL: i64 = 10015;
    pub const CO_NOT_EXISTS: i64 = 10016;
    pub const CO_CANCELED: i64 = 10017;
    pub const CO_TIMEDOUT: i64 = 10018;
}

thread_local! {
    /// The last error of this process; one PHP thread, so one cell.
    static LAST: Cell<i64> = const { Cell::new(0) };
    /// What the option `display_errors` of the running server says over php.ini.
    static DISPLAY: Cell<Option<bool>> = const { Cell::new(None) };
}

pub fn display(on: bool) {
    DISPLAY.set(Some(on));
}

/// A warning that `display_errors` silences. Only these few are: the original shows what it calls fatal in any case.
pub fn warn(message: &str) {
    if DISPLAY.get().unwrap_or_else(|| zend::ini_bool("swoole.display_errors")) {
        zend::warning(message);
    }
}

pub fn set_last(code: i64) {
    LAST.set(code);
}

pub fn last() -> i64 {
    LAST.get()
}

/// What `onClose` finds after a peer broke the framing of its port.
pub fn of_violation(violation: &Violation) -> Option<i64> {
    match violation {
        Violation::TooLong { .. } => Some(code::PACKAGE_LENGTH_TOO_LARGE),
        Violation::NoLength { .. } => Some(code::PACKAGE_LENGTH_NOT_FOUND),
        Violation::Malformed(_) | Violation::Broken(_) => Some(code::PACKAGE_MALFORMED_DATA),
        _ => None,
    }
}

/// The code that `send()` and its kin leave behind.
pub fn of_send(error: SendError) -> i64 {
    match error {
        SendError::NoSession => code::SESSION_NOT_EXIST,
        SendError::Closing => code::SESSION_CLOSED,
        SendError::BufferFull => code::OUTPUT_BUFFER_OVERFLOW,
        SendError::Framed => code::OPERATION_NOT_SUPPORT,
    }
}
