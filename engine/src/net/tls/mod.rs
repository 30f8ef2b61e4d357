//! TLS by OpenSSL, through its maintained crate, so that cipher strings and file formats are those that users know. The only place that
//! names the crate. Must not know sessions, time limits or PHP.
//!
//! | file | owns |
//! |---|---|
//! | `context` | what many connections share: certificates, keys, rules; files are read here |
//! | `error` | why a context can not be made or a connection failed |
//! | `session` | the TLS state of one connection over anything that reads and writes without blocking |
//! | `server` | the context of a port, which can be loaded again |
//! | `stream` | a session on a reactor's stream |
//! | `client` | a session on a [`Socket`](super::Socket) |

mod client;
mod context;
mod error;
mod server;
mod session;
mod stream;

pub use client::{TlsClient, TlsPlan};
pub use context::Context;
pub use error::{TlsError, TlsProblem};
pub use server::TlsServer;
pub use session::{Fault, Side};
pub use stream::TlsStream;
