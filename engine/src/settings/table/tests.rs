//! Rules that every row keeps, and that no name of the original is missing.

use std::collections::HashSet;

use super::*;

/// Every name that `Server::set()` of Swoole 6.2.2 takes without "unsupported option".
const ORIGINAL: &str = "debug_mode trace_flags log_file log_level log_date_format log_date_with_microseconds log_rotation display_errors
dns_server socket_dns_timeout socket_connect_timeout socket_write_timeout socket_send_timeout socket_read_timeout socket_recv_timeout
socket_buffer_size socket_timeout http2_header_table_size http2_enable_push http2_max_concurrent_streams http2_init_window_size
http2_max_frame_size http2_max_header_list_size chroot user group daemonize pid_file reactor_num single_thread worker_num max_wait_time
max_queued_bytes max_concurrency worker_max_concurrency enable_coroutine send_timeout dispatch_mode send_yield dispatch_func
discard_timeout_request enable_unsafe_event enable_delay_receive enable_reuse_port task_use_object task_object event_object
task_enable_coroutine task_worker_num task_ipc_mode task_tmpdir task_max_request task_max_request_grace max_connection max_conn
start_session_id heartbeat_check_interval heartbeat_idle_time max_request max_request_grace reload_async open_cpu_affinity
cpu_affinity_ignore http_parse_cookie http_parse_post http_parse_files http_compression http_compression_level compression_level
http_gzip_level http_compression_min_length compression_min_length websocket_compression upload_tmp_dir upload_max_filesize
enable_static_handler document_root http_autoindex http_index_files http_compression_types compression_types static_handler_locations
input_buffer_size buffer_input_size output_buffer_size buffer_output_size message_queue_key bootstrap init_arguments url_rewrite_rules
ssl_cert_file ssl_key_file backlog kernel_socket_recv_buffer_size kernel_socket_send_buffer_size buffer_high_watermark
buffer_low_watermark open_tcp_nodelay tcp_defer_accept open_tcp_keepalive open_eof_check open_eof_split package_eof open_http_protocol
open_websocket_protocol websocket_subprotocol open_websocket_close_frame open_websocket_ping_frame open_websocket_pong_frame
open_http2_protocol open_mqtt_protocol open_redis_protocol max_idle_time tcp_keepidle tcp_keepinterval tcp_keepcount tcp_user_timeout
tcp_fastopen open_length_check package_length_type package_length_offset package_body_offset package_body_start package_length_func
package_max_length ssl_compress ssl_protocols ssl_verify_peer ssl_allow_self_signed ssl_client_cert_file ssl_cafile ssl_capath
ssl_verify_depth ssl_prefer_server_ciphers ssl_ciphers ssl_ecdh_curve ssl_dhparam ssl_sni_certs aio_core_worker_num aio_worker_num
aio_max_wait_time aio_max_idle_time iouring_entries iouring_workers iouring_flag enable_signalfd wait_signal dns_cache_refresh_time
thread_num min_thread_num max_thread_num socket_dontwait dns_lookup_random use_async_resolver max_coro_num max_coroutine
enable_deadlock_check hook_flags enable_preemptive_scheduler c_stack_size stack_size name_resolver dns_cache_expire dns_cache_capacity
stats_file stats_timer_interval admin_server";

#[test]
fn every_option_of_the_original_server_is_known_and_allowed_on_a_server() {
    for name in ORIGINAL.split_whitespace() {
        let row = find(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert!(row.scopes.allows(Scope::Server), "{name} must be allowed on a server");
    }
}

/// What the original has no option for, because it does not do it.
const OWN: &[&str] = &["http_request_timeout", "http_require_host", "ssl_passphrase"];

#[test]
fn no_other_option_is_allowed_on_a_server() {
    let original: HashSet<_> = ORIGINAL.split_whitespace().collect();
    for row in definitions().filter(|row| row.scopes.allows(Scope::Server)) {
        for name in row.aliases.iter().chain([&row.name]) {
            assert!(original.contains(name) || OWN.contains(name), "the original warns about {name}");
        }
    }
}

#[test]
fn names_and_aliases_are_unique() {
    let mut seen = HashSet::new();
    for row in definitions() {
        for name in row.aliases.iter().chain([&row.name]) {
            assert!(seen.insert(*name), "{name} is listed twice");
        }
    }
}

#[test]
fn every_row_says_what_it_means() {
    for row in definitions() {
        assert!(!row.meaning.is_empty() && !row.meaning.contains('|') && !row.meaning.contains('\n'), "{}", row.name);
    }
}

#[test]
fn clients_have_a_table_of_their_own_beside_that_of_servers() {
    let mut seen = HashSet::new();
    for row in of_clients() {
        assert!(seen.insert(row.name) && row.aliases.is_empty(), "{} is listed twice", row.name);
        assert!(!row.meaning.is_empty() && !row.meaning.contains('|'), "{}", row.name);
        assert!(row.scopes.allows(Scope::Client) && !row.scopes.allows(Scope::Server), "{}", row.name);
    }
    assert_eq!(find_in(Scope::Client, "package_eof").map(|row| row.default), Some("`\\r\\n`"));
    assert!(find_in(Scope::Server, "timeout").is_none());
    assert!(find_in(Scope::Client, "worker_num").is_some_and(|row| !row.scopes.allows(Scope::Client)));
}
