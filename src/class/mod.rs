//! The PHP classes, one file each: a table of PHP signatures and the bodies of the methods. `CLASSES` lists them, parents first.

pub mod async_client;
pub mod async_functions;
pub mod atomic;
pub mod barrier;
pub mod channel;
pub mod client;
mod client_connect;
mod client_datagrams;
mod client_options;
pub mod client_select;
mod client_type;
pub mod connection_iterator;
pub mod constant;
pub mod coroutine;
pub mod coroutine_client;
pub mod coroutine_context;
pub mod coroutine_http_server;
pub mod coroutine_iterator;
pub mod coroutine_library;
pub mod coroutine_lock;
pub mod coroutine_scheduler;
pub mod coroutine_server;
pub mod coroutine_socket;
mod coroutine_socket_io;
mod coroutine_socket_options;
pub mod event;
pub mod exception;
pub mod exit_exception;
mod framing_options;
pub mod functions;
pub mod http2_client;
mod http2_client_exchange;
pub mod http2_messages;
pub mod http2_response_send;
pub mod http_client;
mod http_client_connection;
mod http_client_outgoing;
mod http_client_request;
mod http_client_sink;
mod http_client_websocket;
pub mod http_cookie;
pub mod http_functions;
pub mod http_request;
pub mod http_response;
mod http_response_create;
pub mod http_response_send;
mod http_response_talk;
pub mod http_server;
pub mod http_status;
pub mod inspect_functions;
pub mod internal_functions;
pub mod lock;
pub mod mime_functions;
pub mod name_resolver;
pub mod name_resolver_cluster;
pub mod port;
pub mod process;
pub mod process_manager;
mod process_pipe;
pub mod process_pool;
mod process_queue;
mod process_system;
pub mod runtime;
#[cfg(feature = "selftest")]
pub mod self_test;
pub mod server;
mod server_commands;
mod server_control;
mod server_datagrams;
pub mod server_event;
pub mod server_packet;
pub mod server_pipe_message;
mod server_sendfile;
mod server_sessions;
pub mod server_status_info;
pub mod server_task;
pub mod server_task_result;
mod server_tasks;
pub mod system;
pub mod table;
pub mod text_functions;
pub mod timer;
mod tls_options;
pub mod wait_group;
pub mod websocket_frame;
pub mod websocket_server;

pub use server_sessions::ENDED;

use crate::zend::Class;

pub static CLASSES: &[&Class] = &[
    &exception::EXCEPTION,
    &exception::ERROR,
    &exit_exception::CLASS,
    &exception::CANCELED,
    &exception::TIMEOUT,
    &server_event::CLASS,
    &server_packet::CLASS,
    &server_status_info::CLASS,
    &server_task::CLASS,
    &server_task_result::CLASS,
    &server_pipe_message::CLASS,
    &connection_iterator::CLASS,
    &port::CLASS,
    &server::CLASS,
    &atomic::CLASS,
    &atomic::LONG,
    &lock::CLASS,
    &table::CLASS,
    &http_server::CLASS,
    &websocket_frame::CLASS,
    &websocket_frame::CLOSE_CLASS,
    &websocket_server::CLASS,
    &http_request::CLASS,
    &http_cookie::CLASS,
    &http_response::CLASS,
    &channel::CLASS,
    &coroutine_lock::CLASS,
    &coroutine::CLASS,
    &coroutine_context::CLASS,
    &coroutine_iterator::CLASS,
    &coroutine_scheduler::CLASS,
    &system::CLASS,
    &runtime::CLASS,
    &exception::SOCKET,
    &coroutine_socket::CLASS,
    &coroutine_client::CLASS,
    &coroutine_http_server::CLASS,
    &http_client::CLASS,
    &exception::HTTP_CLIENT,
    &name_resolver::CONTEXT,
    &http2_messages::REQUEST,
    &http2_messages::RESPONSE,
    &http2_client::CLASS,
    &exception::HTTP2_CLIENT,
    &client::CLASS,
    &async_client::CLASS,
    &exception::CLIENT,
    &process::CLASS,
    &process_pool::CLASS,
    &timer::CLASS,
    &timer::ITERATOR,
    &event::CLASS,
    #[cfg(feature = "selftest")]
    &self_test::CLASS,
    #[cfg(feature = "selftest")]
    &self_test::CHILD,
];

/// What the original has written in PHP, and an application may bring by Composer (`swoole/library`): left out by
/// `swoole.enable_library = Off`.
pub static LIBRARY_CLASSES: &[&Class] = &[
    &constant::CLASS,
    &http_status::CLASS,
    &wait_group::CLASS,
    &barrier::CLASS,
    &coroutine_server::CLASS,
    &coroutine_server::CONNECTION_CLASS,
    &http_functions::PROXY,
    &exception::NAME_RESOLVER,
    &name_resolver::CLASS,
    &name_resolver_cluster::CLASS,
    &process_manager::CLASS,
];
