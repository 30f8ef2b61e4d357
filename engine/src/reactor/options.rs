//! What a reactor is told about itself and its ports. Filled by the composition root from the settings, so that the reactor
//! knows no option by its PHP name.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::static_files::StaticFiles;
use crate::ids::ReactorId;
use crate::ipc::files::FileChannel;
use crate::net::SocketOptions;
use crate::net::tls::TlsServer;
use crate::protocol::{Codec, Dialogue, PackageLength, http2};

/// Makes the codec of one connection; called in the reactor's thread, with what asks the application there.
pub type CodecFactory = Arc<dyn Fn(&Rc<dyn PackageLength>) -> Box<dyn Codec> + Send + Sync>;

/// Makes the dialogue of one connection.
pub type DialogueFactory = Arc<dyn Fn() -> Box<dyn Dialogue> + Send + Sync>;

#[derive(Clone, Debug)]
pub struct ReactorOptions {
    pub id: ReactorId,
    /// `heartbeat_check_interval`; `None`: no sweep.
    pub heartbeat_check: Option<Duration>,
    /// How long a closing connection may make no progress with what it still has to send.
    pub linger: Duration,
    /// HTTP requests that the whole server may have in progress (`max_concurrency`).
    pub max_concurrency: Option<u32>,
    /// What other processes post their files to.
    pub files: Option<FileChannel>,
}

impl ReactorOptions {
    pub fn new(id: ReactorId) -> Self {
        ReactorOptions {
            id,
            heartbeat_check: None,
            linger: Duration::from_secs(60),
            max_concurrency: None,
            files: None,
        }
    }
}

#[derive(Clone)]
pub struct PortOptions {
    /// What the log calls the port: the address it listens on.
    pub name: String,
    pub socket: SocketOptions,
    /// Descriptor of the listener, for `connection_info()['server_fd']`.
    pub listener_fd: i32,
    /// Whether the application shall hear of it: it has the callback, and the dispatch mode keeps the order (or
    /// `enable_unsafe_event` is set).
    pub connect_event: bool,
    pub close_event: bool,
    /// Whether BufferFull and BufferEmpty have a listener.
    pub buffer_events: bool,
    pub high_watermark: usize,
    pub low_watermark: usize,
    /// `enable_delay_receive`: nothing is read before `confirm()`.
    pub delay_receive: bool,
    /// `heartbeat_idle_time`; `None`: never idle.
    pub heartbeat_idle: Option<Duration>,
    /// `max_idle_time`; `None`: never idle.
    pub max_idle: Option<Duration>,
    /// `None`: what is sent is not encrypted.
    pub tls: Option<TlsServer>,
    /// Goes before the codec.
    pub dialogue: Option<DialogueFactory>,
    /// The dialogue, or TLS, may turn to HTTP/2.
    pub http2: Option<Arc<http2::Limits>>,
    /// Files that answer requests without the application.
    pub static_files: Option<Arc<StaticFiles>>,
    /// How long a peer may be amid a question; `None`: for ever.
    pub request_timeout: Option<Duration>,
    /// `None`: raw.
    pub codec: Option<CodecFactory>,
}

impl Default for PortOptions {
    fn default() -> Self {
        PortOptions {
            name: String::new(),
            socket: SocketOptions::default(),
            listener_fd: -1,
            connect_event: true,
            close_event: true,
            buffer_events: true,
            high_watermark: 6 << 20,
            low_watermark: 0,
            delay_receive: false,
            heartbeat_idle: None,
            max_idle: None,
            tls: None,
            dialogue: None,
            http2: None,
            static_files: None,
            request_timeout: None,
            codec: None,
        }
    }
}
