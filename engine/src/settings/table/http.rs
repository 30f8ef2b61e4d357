//! Rows of HTTP, HTTP/2 and WebSocket.

use super::{ANY_INT, BYTES, Definition, HTTP, Kind, PORT, Range};
use crate::protocol::http2::MAX_HEADER_LIST;
use Kind::{Array, Flag, Int, Seconds, Size, Text};

/// The original reads them from the server; a port accepts the whole list.
const fn row(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, HTTP)
}

/// Nor does a `Coroutine\Http\Server` speak HTTP/2.
const fn http2(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, PORT)
}

const NO_PUSH: &str = "servers do not say this, and nothing is pushed";

/// What a frame can carry (RFC 9113, section 4.2), and what a window can hold (section 6.9.1).
const FRAME: Range = Range { min: 16_384, max: 16_777_215 };
const WINDOW: Range = Range { min: 1, max: 2_147_483_647 };
/// The original sends what it is given, 0 too, and then nobody can ask anything.
const STREAMS: Range = Range { min: 1, max: 100_000 };
const HEADER_LIST: Range = Range { min: 1_024, max: MAX_HEADER_LIST as i64 };
const HEADER_TABLE: Range = Range { min: 0, max: 1 << 20 };

#[rustfmt::skip]
pub static ROWS: &[Definition] = &[
    row("http_parse_cookie", Flag).doc("`true`", "parse cookies"),
    row("http_parse_post", Flag).doc("`true`", "parse bodies"),
    row("http_parse_files", Flag).doc("`true`", "parse uploads"),
    row("http_compression", Flag).doc("`true`", "compress responses"),
    row("http_compression_level", Int(ANY_INT)).alias(&["compression_level", "http_gzip_level"]).doc("1", "compression level"),
    row("http_compression_min_length", Size(BYTES)).alias(&["compression_min_length"]).doc("20", "shortest body to compress"),
    row("http_compression_types", Array).alias(&["compression_types"]).doc("", "types to compress"),
    row("websocket_compression", Flag).doc("`false`", "compress frames"),
    row("upload_tmp_dir", Text).doc("`/tmp`", "directory of uploads"),
    row("upload_max_filesize", Size(BYTES)).doc("", "largest upload"),
    row("http_request_timeout", Seconds).doc("`30`", "seconds that a client may take over a request, and one more for each 500 bytes of it, before it gets 408; `0`: for ever, as the original"),
    row("http_require_host", Flag).doc("`true`", "refuse requests of HTTP/1.1 without a Host; `false`: as the original"),
    row("enable_static_handler", Flag).doc("`false`", "serve files"),
    row("document_root", Text).doc("", "root of the files"),
    row("http_autoindex", Flag).doc("`false`", "list directories"),
    row("http_index_files", Array).doc("", "index files"),
    row("static_handler_locations", Array).doc("", "served paths"),
    row("url_rewrite_rules", Array).doc("", "other names of files: `path => path of the file`, for paths that begin so, or `~regular expression~ => path`, where `$1` is its first group; the first rule that is for a path counts"),
    http2("http2_header_table_size", Size(HEADER_TABLE)).doc("4096", "SETTINGS_HEADER_TABLE_SIZE"),
    http2("http2_enable_push", Int(ANY_INT)).no_effect(NO_PUSH).doc("", "SETTINGS_ENABLE_PUSH"),
    http2("http2_max_concurrent_streams", Int(STREAMS)).doc("128", "SETTINGS_MAX_CONCURRENT_STREAMS: requests of one connection under way"),
    http2("http2_init_window_size", Size(WINDOW)).doc("65535", "SETTINGS_INITIAL_WINDOW_SIZE"),
    http2("http2_max_frame_size", Size(FRAME)).doc("16384", "SETTINGS_MAX_FRAME_SIZE"),
    http2("http2_max_header_list_size", Size(HEADER_LIST)).doc("63488", "SETTINGS_MAX_HEADER_LIST_SIZE: more is answered with 431"),
];
