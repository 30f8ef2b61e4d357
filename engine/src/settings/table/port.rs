//! Rows of a port: its socket, its buffers, its framing, its TLS.

use super::{ANY_INT, BYTES, COUNT, Definition, HTTP, Kind, PORT, Range};
use crate::settings::framing;
use Kind::{Array, Callable, Flag, Int, Size, Text};

const fn row(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, PORT)
}

const fn http(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, HTTP)
}

/// Smaller packets than this could not hold a protocol's header.
const PACKAGE: Range = Range { min: 64 << 10, max: u32::MAX as i64 };
const OFFSET: Range = Range { min: 0, max: i64::MAX };
const C_INT: Range = Range { min: 0, max: i32::MAX as i64 };

#[rustfmt::skip]
pub static ROWS: &[Definition] = &[
    http("backlog", Int(Range { min: 1, max: 65535 })).doc("512", "connections that wait to be accepted (the kernel caps it at somaxconn)"),
    row("socket_buffer_size", Size(BYTES)).doc("8388608", "bytes that wait to be sent to one connection before its buffer is full"),
    row("buffer_high_watermark", Size(BYTES)).doc("0.8 of `socket_buffer_size`", "waiting bytes at which BufferFull is called"),
    row("buffer_low_watermark", Size(BYTES)).doc("`0`", "waiting bytes at which BufferEmpty is called"),
    http("kernel_socket_recv_buffer_size", Size(C_INT)).doc("the kernel's", "SO_RCVBUF"),
    http("kernel_socket_send_buffer_size", Size(C_INT)).doc("the kernel's", "SO_SNDBUF"),
    row("heartbeat_idle_time", Int(COUNT)).doc("twice `heartbeat_check_interval`", "seconds without data after which a connection is closed"),
    http("max_idle_time", Kind::Seconds).doc("off", "seconds without traffic after which a connection is closed"),
    http("open_tcp_nodelay", Flag).doc("`true`", "TCP_NODELAY on accepted connections"),
    http("open_tcp_keepalive", Flag).doc("`false`", "SO_KEEPALIVE on accepted connections"),
    http("tcp_keepidle", Int(C_INT)).doc("3600", "seconds of silence before the first probe"),
    http("tcp_keepinterval", Int(C_INT)).doc("60", "seconds between two probes"),
    http("tcp_keepcount", Int(C_INT)).doc("5", "probes without an answer that end the connection"),
    http("tcp_defer_accept", Int(C_INT)).doc("off", "seconds to wait for data before a connection is accepted"),
    http("tcp_fastopen", Flag).doc("`false`", "TCP_FASTOPEN on the listening socket"),
    http("tcp_user_timeout", Int(C_INT)).doc("the kernel's", "milliseconds that sent data may stay unacknowledged"),
    http("package_max_length", Size(PACKAGE)).doc("2097152", "bytes of the longest packet of a framed protocol; a peer that sends more is disconnected"),
    row("open_eof_check", Flag).doc("`false`", "a packet ends where what was read ends with `package_eof`"),
    row("open_eof_split", Flag).doc("`false`", "split at every `package_eof`"),
    row("package_eof", Text).checked(framing::check_eof).doc("`\\r\\n\\r\\n`", "end of a packet, at most 8 bytes"),
    row("open_length_check", Flag).doc("`false`", "a packet says how long it is"),
    row("package_length_type", Text).checked(framing::check_length_type).doc("`N`", "type of the length, as in `pack()`: c C s S n v l L N V q Q J P"),
    row("package_length_offset", Int(OFFSET)).checked(framing::check_length_offset).doc("`0`", "where the length stands"),
    row("package_body_offset", Int(ANY_INT)).checked(framing::check_body_offset).alias(&["package_body_start"]).doc("`4`", "bytes of the packet that the length does not count"),
    row("package_length_func", Callable).doc("", "a function that tells the length of a packet, with `open_length_check`; 0: not known yet, below 0: no packet; in PROCESS mode called on the main thread of the master, where then the one reactor runs"),
    row("open_mqtt_protocol", Flag).doc("`false`", "frame MQTT packets"),
    row("open_redis_protocol", Flag).not_yet("the Redis protocol is").doc("`false`", "frame Redis commands"),
    http("ssl_cert_file", Text).doc("", "certificate of the port, with those between it and its authority (PEM)"),
    http("ssl_key_file", Text).doc("", "its private key (PEM)"),
    http("ssl_passphrase", Text).doc("", "what the private key is encrypted with"),
    http("ssl_compress", Flag).doc("`false`", "compression"),
    http("ssl_protocols", Int(ANY_INT)).doc("`0`: all", "protocol versions, the sum of `SWOOLE_SSL_TLSv1_2`, `SWOOLE_SSL_TLSv1_3` and others; OpenSSL may allow fewer"),
    http("ssl_verify_peer", Flag).doc("`false`", "refuse clients without a certificate of a known authority"),
    http("ssl_allow_self_signed", Flag).doc("`false`", "accept a self-signed one all the same"),
    http("ssl_client_cert_file", Text).doc("", "authorities of client certificates, which clients are asked for; `getClientInfo()` shows them"),
    http("ssl_cafile", Text).doc("", "more authorities (PEM)"),
    http("ssl_capath", Text).doc("", "directory of authorities, named by their hashes"),
    http("ssl_verify_depth", Int(ANY_INT)).doc("", "longest chain of a client certificate"),
    http("ssl_prefer_server_ciphers", Flag).doc("`false`", "the server chooses the cipher"),
    http("ssl_ciphers", Text).doc("`EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH`", "allowed ciphers, as OpenSSL writes them"),
    http("ssl_ecdh_curve", Text).doc("`auto`", "groups of the key exchange, such as `X25519:P-256`"),
    http("ssl_dhparam", Text).doc("", "Diffie-Hellman parameters (PEM)"),
    http("ssl_sni_certs", Array).doc("", "certificates by the name that the client asks for: `name => [ssl_cert_file, ssl_key_file]`; `*.` stands for one label"),
    http("open_http_protocol", Flag).doc("`false`", "parse HTTP"),
    row("open_http2_protocol", Flag).doc("`false`", "speak HTTP/2, beside HTTP/1.1"),
    http("open_websocket_protocol", Flag).doc("`false`", "parse WebSocket"),
    http("websocket_subprotocol", Text).doc("", "subprotocol of the handshake"),
    http("open_websocket_close_frame", Flag).doc("`false`", "hand over close frames"),
    http("open_websocket_ping_frame", Flag).doc("`false`", "hand over ping frames"),
    http("open_websocket_pong_frame", Flag).doc("`false`", "hand over pong frames"),
];
