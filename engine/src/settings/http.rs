//! What the options of HTTP mean, of one port.

use std::path::PathBuf;
use std::time::Duration;

use super::raw::Reader;
use super::value::Value;
use crate::protocol::http1::Rewrite;
use crate::protocol::http2::Limits;

#[derive(Debug, Clone, PartialEq)]
pub struct HttpSettings {
    /// `open_http_protocol`, `open_websocket_protocol` or `open_http2_protocol`: the port speaks HTTP.
    pub enabled: bool,
    pub parse_cookie: bool,
    pub parse_post: bool,
    pub parse_files: bool,
    pub compression: Option<CompressionSettings>,
    pub upload_tmp_dir: PathBuf,
    /// None: uploads are limited by `package_max_length` alone.
    pub upload_max_filesize: Option<usize>,
    /// How long a client may take over the head of a request, and how long its body may stand still. None: for ever.
    pub request_timeout: Option<Duration>,
    pub static_files: Option<StaticFileSettings>,
    /// HTTP/1.1 requests need a Host.
    pub require_host: bool,
    /// `open_http2_protocol`
    pub http2: Option<Http2Settings>,
    /// `open_websocket_protocol`
    pub websocket: Option<WebSocketSettings>,
}

/// What is told to clients, and held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Http2Settings {
    pub header_table_size: u32,
    pub max_concurrent_streams: u32,
    pub init_window_size: u32,
    pub max_frame_size: u32,
    pub max_header_list_size: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebSocketSettings {
    /// Frames that the application gets besides messages.
    pub ping_frame: bool,
    pub pong_frame: bool,
    pub close_frame: bool,
    /// permessage-deflate, where clients offer it.
    pub compression: bool,
    /// Said in every handshake.
    pub subprotocol: Option<String>,
}

/// `enable_static_handler` and what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct StaticFileSettings {
    pub document_root: PathBuf,
    pub locations: Vec<Vec<u8>>,
    pub index_files: Vec<Vec<u8>>,
    pub autoindex: bool,
    /// `url_rewrite_rules`
    pub rewrites: Vec<Rewrite>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CompressionSettings {
    pub level: u32,
    pub min_length: usize,
    /// Empty: the built-in list of types that compress well.
    pub types: Vec<Vec<u8>>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self::resolve(&mut Reader::new(&[]))
    }
}

impl HttpSettings {
    pub(super) fn resolve(read: &mut Reader<'_>) -> Self {
        let flag = |read: &Reader<'_>, name: &str, default: bool| read.flag(name).unwrap_or(default);
        let compression = flag(read, "http_compression", true).then(|| CompressionSettings {
            level: read.int("http_compression_level").map_or(1, |level| level.clamp(0, 9) as u32),
            min_length: read.size("http_compression_min_length").unwrap_or(20),
            types: read.texts("http_compression_types"),
        });
        let request_timeout = match read.value("http_request_timeout") {
            Some(_) => read.seconds("http_request_timeout"),
            None => Some(REQUEST_TIMEOUT),
        };
        let websocket = flag(read, "open_websocket_protocol", false).then(|| WebSocketSettings {
            ping_frame: flag(read, "open_websocket_ping_frame", false),
            pong_frame: flag(read, "open_websocket_pong_frame", false),
            close_frame: flag(read, "open_websocket_close_frame", false),
            compression: flag(read, "websocket_compression", false),
            subprotocol: read.text("websocket_subprotocol"),
        });
        let http2 = flag(read, "open_http2_protocol", false).then(|| http2(read));
        Self {
            enabled: websocket.is_some() || http2.is_some() || flag(read, "open_http_protocol", false),
            http2,
            websocket,
            parse_cookie: flag(read, "http_parse_cookie", true),
            parse_post: flag(read, "http_parse_post", true),
            parse_files: flag(read, "http_parse_files", true),
            compression,
            upload_tmp_dir: read.path("upload_tmp_dir").unwrap_or_else(|| PathBuf::from("/tmp")),
            upload_max_filesize: read.size("upload_max_filesize").filter(|&n| n > 0),
            request_timeout,
            static_files: static_files(read),
            require_host: flag(read, "http_require_host", true),
        }
    }
}

fn http2(read: &Reader<'_>) -> Http2Settings {
    let defaults = Limits::default();
    let size = |name: &str, default: u32| read.size(name).map_or(default, |size| size as u32);
    Http2Settings {
        header_table_size: size("http2_header_table_size", defaults.header_table),
        max_concurrent_streams: read.int("http2_max_concurrent_streams").map_or(defaults.streams, |n| n as u32),
        init_window_size: size("http2_init_window_size", defaults.window),
        max_frame_size: size("http2_max_frame_size", defaults.frame),
        max_header_list_size: size("http2_max_header_list_size", defaults.header_list),
    }
}

fn static_files(read: &mut Reader<'_>) -> Option<StaticFileSettings> {
    if !read.flag("enable_static_handler").unwrap_or(false) {
        return None;
    }
    let Some(document_root) = read.path("document_root").filter(|root| root.is_absolute()) else {
        read.warn(
            "document_root",
            "option [enable_static_handler] has no effect: set [document_root] to an absolute path".to_owned(),
        );
        return None;
    };
    Some(StaticFileSettings {
        document_root,
        locations: read.texts("static_handler_locations"),
        index_files: read.texts("http_index_files"),
        autoindex: read.flag("http_autoindex").unwrap_or(false),
        rewrites: rewrites(read),
    })
}

fn rewrites(read: &mut Reader<'_>) -> Vec<Rewrite> {
    const NAME: &str = "url_rewrite_rules";
    let rules = match read.value(NAME) {
        Some(Value::Map(rules)) => rules,
        Some(Value::List(rules)) if !rules.is_empty() => {
            read.warn(NAME, format!("option [{NAME}] has no effect: give rules as `path => path of the file`"));
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    let mut good = Vec::new();
    for (from, to) in rules {
        match Rewrite::new(from, &to.to_text().unwrap_or_default()) {
            Ok(rule) => good.push(rule),
            Err(why) => {
                let from = String::from_utf8_lossy(from);
                read.warn(NAME, format!("option [{NAME}]: the rule [{from}] is ignored: {why}"));
            }
        }
    }
    good
}

/// Long enough for a slow phone, short enough that slow clients on purpose do not fill the table of connections.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
