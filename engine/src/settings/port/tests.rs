//! What ports take from the server, and their limits.

use super::*;
use crate::settings::{IniDefaults, Scope, ServerMode, Value};

fn raw(scope: Scope, options: &[(&str, i64)]) -> RawSettings {
    let mut raw = RawSettings::new();
    for (key, value) in options {
        raw.set(key.as_bytes(), Value::Int(*value), scope).expect("no error");
    }
    raw
}

fn resolve(server: &[(&str, i64)], own: &[(&str, i64)], first: bool) -> (PortSettings, String) {
    let env = Environment {
        mode: ServerMode::Process,
        cpus: 2,
        open_files_limit: 20_000,
        is_root: true,
        ini: IniDefaults::default(),
    };
    let (settings, warnings) = PortSettings::resolve(&raw(Scope::Server, server), &raw(Scope::Port, own), first, &env);
    (settings, warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

#[test]
fn defaults_are_those_of_the_original() {
    let (p, warnings) = resolve(&[], &[], true);
    assert_eq!(warnings, "");
    assert_eq!((p.backlog, p.open_tcp_nodelay, p.keepalive, p.tcp_fastopen), (512, true, None, false));
    assert_eq!((p.tcp_defer_accept, p.tcp_user_timeout, p.heartbeat_idle_time), (None, None, None));
    assert_eq!((p.kernel_socket_recv_buffer_size, p.kernel_socket_send_buffer_size), (None, None));
    assert_eq!(p.framing, Framing::raw(2 << 20));
}

#[test]
fn a_port_without_options_takes_the_servers_and_one_with_any_takes_none() {
    let server = [("backlog", 7), ("open_tcp_nodelay", 0)];
    let (p, _) = resolve(&server, &[], false);
    assert_eq!((p.backlog, p.open_tcp_nodelay), (7, false));
    let (p, _) = resolve(&server, &[("open_tcp_keepalive", 1)], false);
    assert_eq!((p.backlog, p.open_tcp_nodelay), (512, true));
    let (p, _) = resolve(&server, &[("open_tcp_nodelay", 1)], true);
    assert_eq!((p.backlog, p.open_tcp_nodelay), (7, true), "the first port overrides the server's");
}

#[test]
fn keepalive_has_the_original_s_times() {
    let seconds = Duration::from_secs;
    let (p, _) = resolve(&[("open_tcp_keepalive", 1)], &[], true);
    assert_eq!(p.keepalive, Some(KeepAlive { idle: seconds(3600), interval: seconds(60), count: 5 }));
    let (p, _) = resolve(&[("open_tcp_keepalive", 1), ("tcp_keepidle", 4), ("tcp_keepcount", 7)], &[], true);
    assert_eq!(p.keepalive, Some(KeepAlive { idle: seconds(4), interval: seconds(60), count: 7 }));
}

#[test]
fn idle_time_is_twice_the_interval_of_the_heartbeat_unless_set() {
    let (p, _) = resolve(&[("heartbeat_check_interval", 60)], &[("backlog", 9)], false);
    assert_eq!(p.heartbeat_idle_time, Some(Duration::from_secs(120)));
    let (p, _) = resolve(&[("heartbeat_check_interval", 60), ("heartbeat_idle_time", 600)], &[], true);
    assert_eq!(p.heartbeat_idle_time, Some(Duration::from_secs(600)));
}

#[test]
fn watermarks_lie_within_the_buffer_and_in_order() {
    let (p, warnings) = resolve(&[("socket_buffer_size", 1000)], &[], true);
    assert_eq!((p.buffer_high_watermark, p.buffer_low_watermark, warnings.as_str()), (800, 0, ""));
    let (p, warnings) = resolve(&[("socket_buffer_size", 1000), ("buffer_high_watermark", 4000)], &[], true);
    assert_eq!(p.buffer_high_watermark, 1000);
    assert!(warnings.contains("[buffer_high_watermark] is 4000, beyond [socket_buffer_size] 1000"), "{warnings}");
    let (p, warnings) = resolve(&[("buffer_high_watermark", 100), ("buffer_low_watermark", 100)], &[], true);
    assert_eq!(p.buffer_low_watermark, 99);
    assert!(warnings.contains("must be below [buffer_high_watermark] 100; 99 is used"), "{warnings}");
    let (p, _) = resolve(&[("socket_buffer_size", 1)], &[], true);
    assert_eq!((p.buffer_high_watermark, p.buffer_low_watermark), (1, 0));
}

#[test]
fn a_defer_accept_of_true_is_one_second() {
    assert_eq!(resolve(&[("tcp_defer_accept", 1)], &[], true).0.tcp_defer_accept, Some(Duration::from_secs(1)));
    assert_eq!(resolve(&[("tcp_defer_accept", 0)], &[], true).0.tcp_defer_accept, None);
}
