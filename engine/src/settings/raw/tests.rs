//! What setting one option does: names, types, ranges, places.

use super::*;

fn bytes(text: &str) -> Value {
    Value::Bytes(text.as_bytes().to_vec())
}

fn set(key: &str, value: Value, scope: Scope) -> (RawSettings, Vec<Warning>) {
    let mut raw = RawSettings::new();
    let warnings = raw.set(key.as_bytes(), value, scope).expect("no error");
    (raw, warnings)
}

fn text(warnings: &[Warning]) -> String {
    warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_unknown_option_warns_in_the_words_of_the_original() {
    let (raw, warnings) = set("foo", Value::Int(1), Scope::Server);
    assert!(raw.is_empty());
    assert_eq!(text(&warnings), "unsupported option [foo]");
    assert_eq!(warnings[0].kind, WarningKind::Unknown);
    assert!(set("foo", Value::Int(1), Scope::Coroutine).1.is_empty(), "Coroutine::set() takes anything");
}

#[test]
fn a_name_in_capitals_is_told_its_right_name() {
    let (raw, warnings) = set("Max_Conn", Value::Int(1), Scope::Server);
    assert!(raw.is_empty());
    assert_eq!(text(&warnings), "option [Max_Conn] is ignored: names are in lower case, write [max_connection]");
}

#[test]
fn null_means_not_set() {
    let (raw, warnings) = set("worker_num", Value::Null, Scope::Server);
    assert!(raw.is_empty() && warnings.is_empty());
}

#[test]
fn an_alias_and_its_name_are_one_option_and_the_last_wins() {
    let mut raw = RawSettings::new();
    for (name, value) in [("max_conn", 100), ("max_connection", 200), ("max_conn", 300)] {
        raw.set(name.as_bytes(), Value::Int(value), Scope::Server).expect("no error");
    }
    assert_eq!(raw.get("max_connection"), Some(&Value::Int(300)));
}

#[test]
fn a_feature_that_is_not_built_warns_only_when_it_is_switched_on() {
    assert!(set("admin_server", Value::Null, Scope::Server).1.is_empty());
    assert!(set("open_http_protocol", Value::Bool(false), Scope::Port).1.is_empty());
    let (_, warnings) = set("admin_server", Value::Bytes(b"x".to_vec()), Scope::Server);
    assert_eq!(
        text(&warnings),
        "option [admin_server] is accepted by the original but not supported yet: the admin server is not built; the value 'x' is ignored"
    );
    assert_eq!(warnings[0].severity(), crate::settings::Severity::Warning);
}

#[test]
fn values_take_the_type_of_the_table() {
    for (key, value, stored, said) in [
        ("worker_num", bytes("4"), Value::Int(4), ""),
        ("worker_num", Value::Bool(true), Value::Int(1), ""),
        (
            "worker_num",
            bytes("abc"),
            Value::Int(0),
            "option [worker_num] expects a number, 'abc' given; it is taken as 0",
        ),
        (
            "worker_num",
            Value::List(vec![]),
            Value::Int(0),
            "option [worker_num] expects a number, array given; it is taken as 0",
        ),
        ("daemonize", bytes("0"), Value::Bool(false), ""),
        ("daemonize", Value::Int(2), Value::Bool(true), ""),
        ("socket_buffer_size", bytes("2M"), Value::Int(2 << 20), ""),
        (
            "socket_buffer_size",
            Value::Int(-1),
            Value::Int(0),
            "option [socket_buffer_size] is -1, allowed is 0 to 4294967295; 0 is used",
        ),
        ("send_timeout", bytes("1.5"), Value::Float(1.5), ""),
        ("log_file", Value::Int(7), bytes("7"), ""),
        ("backlog", Value::Int(0), Value::Int(1), "option [backlog] is 0, allowed is 1 to 65535; 1 is used"),
    ] {
        let (raw, warnings) = set(key, value, Scope::Server);
        assert_eq!(raw.get(key), Some(&stored), "{key}");
        assert_eq!(text(&warnings), said, "{key}");
    }
}

#[test]
fn an_array_where_a_string_belongs_is_ignored_with_a_warning() {
    let (raw, warnings) = set("log_file", Value::List(vec![]), Scope::Server);
    assert!(raw.is_empty());
    assert_eq!(text(&warnings), "option [log_file] expects a string, array given; it is ignored");
}

#[test]
fn what_is_fatal_in_the_original_is_an_error() {
    let mut raw = RawSettings::new();
    let mut error = |key: &str, value: Value| raw.set(key.as_bytes(), value, Scope::Server).expect_err(key).to_string();
    assert_eq!(
        error("socket_buffer_size", bytes("4x")),
        "option [socket_buffer_size]: failed to parse '4x' to size; give a number of bytes, or digits followed by K, M or G"
    );
    assert_eq!(
        error("user", Value::Object("stdClass".into())),
        "option [user]: Object of class stdClass could not be converted to string; give a string"
    );
    assert_eq!(error("cpu_affinity_ignore", Value::Int(3)), "option [cpu_affinity_ignore] must be array, int given");
}

#[test]
fn a_server_option_on_a_port_says_where_it_belongs() {
    let (raw, warnings) = set("worker_num", Value::Int(4), Scope::Port);
    assert!(raw.is_empty());
    assert_eq!(text(&warnings), "option [worker_num] has no effect on a port: set it on server");
    assert!(set("backlog", Value::Int(4), Scope::Port).1.is_empty());
    assert!(set("max_coroutine", Value::Int(4), Scope::Coroutine).1.is_empty());
}
