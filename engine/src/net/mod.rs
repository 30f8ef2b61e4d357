//! Listeners and streams: TCP over IPv4 and IPv6, unix stream sockets, and the options of both.
//!
//! A [`Listener`] is bound before the first fork and knows no runtime; each process or thread that accepts from it makes an
//! [`Acceptor`] of its own inside its runtime. An accepted [`Socket`](Incoming::socket) is runtime-free too, so that it can be handed
//! to another reactor before it becomes a [`Stream`]. Must not know sessions or PHP.

mod acceptor;
mod address;
mod alarm;
mod bind_error;
mod datagram;
mod listener;
mod options;
mod readiness;
mod socket;
mod stream;
pub mod tls;
mod watch;

pub use acceptor::{Acceptor, Incoming};
pub use address::{Address, Peer};
pub use alarm::Alarm;
pub use bind_error::{BindError, BindProblem};
pub use datagram::{DatagramReceiver, DatagramSender};
pub use listener::{Listener, Transport};
pub use options::{Keepalive, ListenOptions, SocketOptions};
pub use readiness::{Direction, Readiness};
pub use socket::{Socket, Step, Target, Way};
pub use stream::{BlockingStream, Stream};
pub use watch::Watch;
