//! What the options of one port mean.

use std::time::Duration;

use super::diagnostics::Warning;
use super::environment::Environment;
use super::framing::framing;
use super::http::HttpSettings;
use super::raw::{RawSettings, Reader};
use super::tls::TlsSettings;
use crate::protocol::Framing;

#[derive(Debug, Clone, PartialEq)]
pub struct PortSettings {
    pub backlog: i32,
    /// Bytes that may wait for one connection; more is "output buffer overflow".
    pub socket_buffer_size: usize,
    /// BufferFull is due when this many bytes wait.
    pub buffer_high_watermark: usize,
    /// BufferEmpty is due when no more than this many bytes wait.
    pub buffer_low_watermark: usize,
    pub kernel_socket_recv_buffer_size: Option<usize>,
    pub kernel_socket_send_buffer_size: Option<usize>,
    /// None: connections may idle for ever (no heartbeat is configured).
    pub heartbeat_idle_time: Option<Duration>,
    pub max_idle_time: Option<Duration>,
    pub open_tcp_nodelay: bool,
    pub keepalive: Option<KeepAlive>,
    /// Whole seconds.
    pub tcp_defer_accept: Option<Duration>,
    pub tcp_fastopen: bool,
    pub tcp_user_timeout: Option<Duration>,
    pub enable_reuse_port: bool,
    /// How the bytes of a connection become packets.
    pub framing: Framing,
    /// Of a port with `SWOOLE_SSL`; others do not look at it.
    pub tls: TlsSettings,
    pub http: HttpSettings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeepAlive {
    pub idle: Duration,
    pub interval: Duration,
    pub count: u32,
}

impl PortSettings {
    /// `own` is what was set on the port object. As in the original, the first port takes the server's options and overrides them by its own;
    /// another port takes the server's only when it sets nothing itself.
    pub fn resolve(server: &RawSettings, own: &RawSettings, first: bool, _env: &Environment) -> (Self, Vec<Warning>) {
        let mut read = match (first, own.is_empty()) {
            (true, _) | (false, true) => Reader::new(&[server, own]),
            (false, false) => Reader::new(&[own]),
        };
        let socket_buffer_size = read.size("socket_buffer_size").filter(|&n| n > 0).unwrap_or(8 << 20);
        let (buffer_high_watermark, buffer_low_watermark) = watermarks(&mut read, socket_buffer_size);
        let interval = Reader::new(&[server]).seconds("heartbeat_check_interval");
        let http = HttpSettings::resolve(&mut read);
        let mut tls = TlsSettings::of_port(&read);
        tls.speaks(&spoken(&http));
        let settings = Self {
            backlog: read.count("backlog").map_or(512, |n| n as i32),
            socket_buffer_size,
            buffer_high_watermark,
            buffer_low_watermark,
            kernel_socket_recv_buffer_size: read.size("kernel_socket_recv_buffer_size").filter(|&n| n > 0),
            kernel_socket_send_buffer_size: read.size("kernel_socket_send_buffer_size").filter(|&n| n > 0),
            heartbeat_idle_time: read.seconds("heartbeat_idle_time").or(interval.map(|interval| interval * 2)),
            max_idle_time: read.seconds("max_idle_time"),
            open_tcp_nodelay: read.flag("open_tcp_nodelay").unwrap_or(true),
            keepalive: keepalive(&mut read),
            tcp_defer_accept: read.seconds("tcp_defer_accept"),
            tcp_fastopen: read.flag("tcp_fastopen").unwrap_or(false),
            tcp_user_timeout: read
                .count("tcp_user_timeout")
                .filter(|&n| n > 0)
                .map(|milliseconds| Duration::from_millis(milliseconds.into())),
            enable_reuse_port: Reader::new(&[server]).flag("enable_reuse_port").unwrap_or(false),
            framing: framing(&mut read),
            tls,
            http,
        };
        (settings, read.into_warnings())
    }
}

/// What TLS clients may agree on, in the order of preference.
fn spoken(http: &HttpSettings) -> Vec<Vec<u8>> {
    let names = [(http.http2.is_some(), &b"h2"[..]), (http.enabled, b"http/1.1")];
    names.into_iter().filter(|(spoken, _)| *spoken).map(|(_, name)| name.to_vec()).collect()
}

/// High is within the buffer, or BufferFull would never come; low is below high, or BufferEmpty would never come.
fn watermarks(read: &mut Reader<'_>, buffer: usize) -> (usize, usize) {
    let default_high = buffer / 10 * 8;
    let mut high = read.size("buffer_high_watermark").filter(|&n| n > 0).unwrap_or(default_high.max(1));
    if high > buffer {
        read.warn(
            "buffer_high_watermark",
            format!(
                "option [buffer_high_watermark] is {high}, beyond [socket_buffer_size] {buffer}, and would never be reached; {buffer} is used"
            ),
        );
        high = buffer;
    }
    let mut low = read.size("buffer_low_watermark").unwrap_or(0);
    if low >= high {
        read.warn(
            "buffer_low_watermark",
            format!(
                "option [buffer_low_watermark] is {low}, but must be below [buffer_high_watermark] {high}; {} is used",
                high - 1
            ),
        );
        low = high - 1;
    }
    (high, low)
}

fn keepalive(read: &mut Reader<'_>) -> Option<KeepAlive> {
    let seconds = |name: &str, default: u64| read.seconds(name).unwrap_or(Duration::from_secs(default));
    read.flag("open_tcp_keepalive").unwrap_or(false).then(|| KeepAlive {
        idle: seconds("tcp_keepidle", 3600),
        interval: seconds("tcp_keepinterval", 60),
        count: read.count("tcp_keepcount").filter(|&n| n > 0).unwrap_or(5),
    })
}

#[cfg(test)]
mod tests;
