//! Rules between options, each as a sentence.

use super::*;
use crate::settings::{IniDefaults, LogLevel, LogRotation, Scope};

fn environment() -> Environment {
    Environment {
        mode: ServerMode::Process,
        cpus: 2,
        open_files_limit: 20_000,
        is_root: true,
        ini: IniDefaults::default(),
    }
}

fn raw(options: &[(&str, Value)]) -> RawSettings {
    let mut raw = RawSettings::new();
    for (key, value) in options {
        raw.set(key.as_bytes(), value.clone(), Scope::Server).expect("no error");
    }
    raw
}

fn resolve_in(env: &Environment, options: &[(&str, Value)]) -> (ServerSettings, String) {
    let (settings, warnings) = ServerSettings::resolve(&raw(options), env).expect("no error");
    (settings, warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn resolve(options: &[(&str, Value)]) -> (ServerSettings, String) {
    resolve_in(&environment(), options)
}

#[test]
fn defaults_are_those_of_the_original() {
    let (s, warnings) = resolve(&[]);
    assert_eq!(warnings, "");
    assert_eq!((s.worker_num, s.reactor_num, s.max_connection), (2, 2, 20_000));
    assert_eq!((s.max_request, s.max_wait_time), (None, Duration::from_secs(3)));
    assert_eq!(s.dispatch_mode, DispatchMode::Connection);
    assert!(s.reload_async && s.discard_timeout_request && s.enable_coroutine && s.send_yield && s.connection_events);
    assert!(!s.daemonize && !s.enable_delay_receive && !s.enable_unsafe_event && !s.event_object && !s.single_thread);
    assert_eq!((s.output_buffer_size, s.input_buffer_size), (u32::MAX as usize, 2 << 20));
    assert_eq!((s.heartbeat_check_interval, s.send_timeout, s.cpu_affinity), (None, None, None));
    assert_eq!((s.log.level, s.log.rotation, s.log.file), (LogLevel::Info, LogRotation::Single, None));
}

#[test]
fn a_base_server_has_one_worker_by_default_and_a_reactor_in_each() {
    let env = Environment { mode: ServerMode::Base, ..environment() };
    let (s, _) = resolve_in(&env, &[]);
    assert_eq!((s.worker_num, s.reactor_num), (1, 1));
    let (s, _) = resolve_in(&env, &[("worker_num", Value::Int(3)), ("dispatch_mode", Value::Int(1))]);
    assert_eq!((s.worker_num, s.reactor_num), (3, 3));
    assert!(s.connection_events && s.send_yield, "dispatch modes mean nothing in BASE mode");
}

#[test]
fn numbers_of_processes_and_threads_have_limits() {
    for (option, given, workers, reactors, said) in [
        ("worker_num", 0, 2, 2, ""),
        ("worker_num", -1, 2, 2, "option [worker_num] is -1, allowed is 1 to 2000; the default 2 is used"),
        ("worker_num", 2001, 2000, 2, "option [worker_num] is 2001, allowed is 1 to 2000; 2000 is used"),
        ("worker_num", 1, 1, 1, ""),
        ("reactor_num", 1000, 2, 2, "option [reactor_num] is 1000, allowed is 1 to 8; 8 is used"),
        ("reactor_num", 1, 2, 1, ""),
        ("single_thread", 1, 2, 1, ""),
    ] {
        let (s, warnings) = resolve(&[(option, Value::Int(given))]);
        assert_eq!((s.worker_num, s.reactor_num), (workers, reactors), "{option} {given}");
        assert_eq!(warnings, said, "{option} {given}");
    }
    let large = Environment { cpus: 64, ..environment() };
    assert_eq!(resolve_in(&large, &[]).0.reactor_num, 8, "the default of many CPUs is eight");
}

#[test]
fn max_connection_stays_between_the_processes_needs_and_the_limit_of_files() {
    for (given, chosen, told) in [
        (0, 20_000, false),
        (-1, 20_000, false),
        (1, 20_000, true),
        (100, 100, false),
        (30_000, 20_000, true),
        (10_000_000, 20_000, true),
    ] {
        let (s, warnings) = resolve(&[("max_conn", Value::Int(given))]);
        assert_eq!(s.max_connection, chosen, "{given}");
        assert_eq!(
            warnings.contains(&format!("option [max_connection] is {given}, allowed is 40 ")),
            told,
            "{warnings}"
        );
    }
    let generous = Environment { open_files_limit: 10_000_000, ..environment() };
    assert_eq!(resolve_in(&generous, &[]).0.max_connection, 100_000);
    assert_eq!(resolve_in(&generous, &[("max_connection", Value::Int(200_000))]).0.max_connection, 200_000);
    assert_eq!(resolve_in(&generous, &[("max_connection", Value::Int(2_000_000))]).0.max_connection, 1 << 20);
}

#[test]
fn an_impossible_dispatch_mode_becomes_two() {
    for (mode, expected, told) in [
        (1, DispatchMode::RoundRobin, false),
        (3, DispatchMode::Idle, false),
        (4, DispatchMode::Ip, false),
        (5, DispatchMode::Uid, false),
        (7, DispatchMode::Stream, false),
        (0, DispatchMode::Connection, true),
        (6, DispatchMode::Connection, true),
        (8, DispatchMode::ConnectionByCoroutines, false),
        (9, DispatchMode::RequestByCoroutines, false),
        (10, DispatchMode::Concurrency, false),
        (99, DispatchMode::Connection, true),
        (-1, DispatchMode::Connection, true),
    ] {
        let (s, warnings) = resolve(&[("dispatch_mode", Value::Int(mode))]);
        assert_eq!(s.dispatch_mode, expected, "{mode}");
        assert_eq!(warnings.contains("2 is used"), told, "{mode}: {warnings}");
    }
}

#[test]
fn modes_without_order_have_no_connection_events_unless_asked_for() {
    for mode in [1, 3, 7, 9, 10] {
        let mode = ("dispatch_mode", Value::Int(mode));
        assert!(!resolve(std::slice::from_ref(&mode)).0.connection_events);
        assert!(resolve(&[mode, ("enable_unsafe_event", Value::Bool(true))]).0.connection_events);
    }
}

#[test]
fn send_yield_needs_a_coroutine_and_a_worker_that_keeps_the_connection() {
    let yields = |options: &[(&str, Value)]| resolve(options).0.send_yield;
    assert!(!yields(&[("send_yield", Value::Bool(false))]));
    assert!(!yields(&[("enable_coroutine", Value::Bool(false))]));
    assert!(!yields(&[("dispatch_mode", Value::Int(1))]));
    assert!(yields(&[("dispatch_mode", Value::Int(4))]));
    let (_, warnings) = resolve(&[("dispatch_mode", Value::Int(3)), ("send_yield", Value::Bool(true))]);
    assert_eq!(warnings, "option [send_yield] needs [dispatch_mode] 2 or 4, not 3; it is off");
}

#[test]
fn coroutines_force_an_asynchronous_reload() {
    let off = ("reload_async", Value::Bool(false));
    assert!(resolve(std::slice::from_ref(&off)).0.reload_async);
    assert!(!resolve(&[off, ("enable_coroutine", Value::Bool(false))]).0.reload_async);
}

#[test]
fn max_request_grace_is_half_of_max_request_unless_set() {
    let (s, _) = resolve(&[("max_request", Value::Int(10))]);
    assert_eq!((s.max_request, s.max_request_grace), (Some(10), 5));
    let (s, _) = resolve(&[("max_request", Value::Int(10)), ("max_request_grace", Value::Int(0))]);
    assert_eq!(s.max_request_grace, 0);
}

#[test]
fn max_wait_time_is_at_least_a_second() {
    let (s, warnings) = resolve(&[("max_wait_time", Value::Int(0))]);
    assert_eq!(s.max_wait_time, Duration::from_secs(3));
    assert_eq!(warnings, "option [max_wait_time] is 0, allowed is 1 or more; the default 3 is used");
}

#[test]
fn cpus_to_ignore_leave_at_least_one() {
    let on = ("open_cpu_affinity", Value::Bool(true));
    let ignore = |cpus: &[i64]| ("cpu_affinity_ignore", Value::List(cpus.iter().map(|&cpu| Value::Int(cpu)).collect()));
    assert_eq!(resolve(std::slice::from_ref(&on)).0.cpu_affinity, Some(vec![0, 1]));
    assert_eq!(resolve(&[on.clone(), ignore(&[0])]).0.cpu_affinity, Some(vec![1]));
    assert_eq!(resolve(&[ignore(&[0])]).0.cpu_affinity, None);
    let error = ServerSettings::resolve(&raw(&[on, ignore(&[0, 1])]), &environment());
    assert_eq!(error.err(), Some(SettingError::NoCpuLeft { ignored: 2, cpus: 2 }));
}

#[test]
fn only_root_changes_its_identity() {
    let options = [("user", Value::Bytes(b"www".to_vec())), ("chroot", Value::Bytes(b"/srv".to_vec()))];
    let (s, _) = resolve(&options);
    assert_eq!((s.user.as_deref(), s.chroot), (Some("www"), Some(PathBuf::from("/srv"))));
    let (s, warnings) = resolve_in(&Environment { is_root: false, ..environment() }, &options);
    assert_eq!((s.user, s.chroot), (None, None));
    assert!(warnings.contains("option [user] has no effect: the server was not started by root"), "{warnings}");
}

#[test]
fn a_dispatch_function_shares_the_masters_main_thread_and_means_nothing_in_base_mode() {
    let options = [("dispatch_func", Value::Callable), ("reactor_num", Value::Int(2))];
    let (s, warnings) = resolve(&options);
    assert!(s.dispatch_func && s.single_thread);
    assert_eq!((s.reactor_num, warnings.as_str()), (1, ""));
    let env = Environment { mode: ServerMode::Base, ..environment() };
    let (s, warnings) = resolve_in(&env, &options);
    assert!(!s.dispatch_func && !s.single_thread);
    assert!(warnings.contains("[dispatch_func] is only effective in SWOOLE_PROCESS mode"), "{warnings}");
}

#[test]
fn the_limit_of_the_server_is_that_of_its_workers_unless_they_have_their_own() {
    let limits = |options: &[(&str, i64)]| {
        let options: Vec<_> = options.iter().map(|(name, value)| (*name, Value::Int(*value))).collect();
        let (s, warnings) = resolve(&options);
        assert_eq!(warnings, "");
        (s.max_concurrency, s.worker_max_concurrency)
    };
    assert_eq!(limits(&[]), (None, None));
    assert_eq!(limits(&[("max_concurrency", 0), ("worker_max_concurrency", 0)]), (None, None));
    assert_eq!(limits(&[("max_concurrency", 7)]), (Some(7), Some(7)));
    assert_eq!(limits(&[("max_concurrency", 7), ("worker_max_concurrency", 2)]), (Some(7), Some(2)));
    assert_eq!(limits(&[("worker_max_concurrency", 2)]), (None, Some(2)));
}
