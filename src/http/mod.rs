//! HTTP on the PHP side, below the classes: requests that are parsed when read, answers on their way out, and the client's half. Must not register
//! classes or call user code.

pub mod client;
pub mod compress;
pub mod connection;
pub mod cookie;
pub mod encode;
pub mod exchange;
pub mod header_names;
pub mod hosting;
pub mod multipart;
pub mod outlet;
pub mod request;
pub mod server_array;
pub mod serving;
pub mod talk;
pub mod websocket;
