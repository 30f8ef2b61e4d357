//! The PHP extension: what it gives to PHP ([`MODULE`]). Everything else is in the modules below.
#![deny(unsafe_code)]

mod admission;
mod advice;
mod application;
mod callback_end;
mod callbacks;
mod child;
pub mod class;
mod commands;
mod constants;
pub mod coroutine;
mod error_texts;
mod errors;
pub mod event_loop;
mod functions;
mod handler;
mod http;
mod ini;
mod name_resolver;
mod packets;
mod payload;
mod pool;
mod random;
mod runtime;
mod sending;
mod settings;
mod signals;
mod socket;
mod state;
mod stats;
mod system;
mod tasks;
mod world;
#[allow(unsafe_code)]
pub mod zend;

/// What the module entries register, in `zend::module`.
static MODULE: zend::Module = zend::Module {
    version: env!("CARGO_PKG_VERSION"),
    swoole_version: "6.2.2",
    classes: class::CLASSES,
    library_classes: class::LIBRARY_CLASSES,
    functions: &[
        class::functions::FUNCTIONS,
        class::inspect_functions::FUNCTIONS,
        class::text_functions::FUNCTIONS,
        class::mime_functions::FUNCTIONS,
        class::internal_functions::FUNCTIONS,
        class::coroutine::FUNCTIONS,
        class::coroutine_socket::FUNCTIONS,
        class::client_select::FUNCTIONS,
        class::timer::FUNCTIONS,
        class::event::FUNCTIONS,
        class::system::FUNCTIONS,
        class::async_functions::FUNCTIONS,
        class::name_resolver::FUNCTIONS,
    ],
    short_functions: &[class::coroutine::SHORT_FUNCTIONS],
    library_functions: &[
        class::table::FUNCTIONS,
        class::coroutine_library::FUNCTIONS,
        class::coroutine::LIBRARY_FUNCTIONS,
        class::http_functions::FUNCTIONS,
    ],
    short_library_functions: &[class::coroutine::SHORT_LIBRARY_FUNCTIONS],
    constants: constants::CONSTANTS,
    ini: ini::INI,
    info,
    startup,
    request_shutdown,
    shutdown,
};

fn info() -> Vec<(&'static str, String)> {
    vec![("engine", "Rust, tokio".to_owned()), ("coroutine", "enabled".to_owned())]
}

fn startup() -> Result<(), String> {
    rswoole_engine::log::begin();
    http::server_array::startup();
    http::header_names::startup();
    zend::install_hooks(runtime::HOOKS, coroutine::in_coroutine);
    zend::install_transports(runtime::WAITING)?;
    coroutine::startup()
}

fn request_shutdown() {
    coroutine::request_shutdown();
    runtime::reset();
}

fn shutdown() {}
