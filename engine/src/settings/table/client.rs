//! Rows of clients and of `Coroutine\Socket::setProtocol()`. Their values stay as they were given: a client reads them when it connects.

use super::{ANY_INT, CLIENT, Definition, Kind, Range};
use Kind::{Array, Callable, Flag, Int, Seconds, Size, Text};

const fn row(name: &'static str, kind: Kind) -> Definition {
    Definition::new(name, kind, CLIENT)
}

const SIZE: Range = Range { min: 0, max: i64::MAX };

#[rustfmt::skip]
pub static ROWS: &[Definition] = &[
    row("timeout", Seconds).doc("`60`, connect `2`", "seconds for connect, read and write; `-1`: no limit"),
    row("connect_timeout", Seconds).doc("`2`", "seconds for connect"),
    row("read_timeout", Seconds).doc("`60`", "seconds for read"),
    row("write_timeout", Seconds).doc("`60`", "seconds for write"),
    row("dns_timeout", Seconds).doc("`60`", "seconds for name resolution"),
    row("bind_address", Text).doc("the system's choice", "own address"),
    row("bind_port", Int(ANY_INT)).doc("the system's choice", "own port"),
    row("socket_buffer_size", Size(SIZE)).doc("the system's", "bytes of the kernel's buffers; of `Async\\Client`: that may wait to be sent"),
    row("buffer_high_watermark", Size(SIZE)).doc("`0`", "waiting bytes at which BufferFull of `Async\\Client` is called"),
    row("open_tcp_nodelay", Flag).doc("`false`, with HTTP `true`", "TCP_NODELAY"),
    row("package_max_length", Size(SIZE)).doc("2097152", "bytes of the longest packet; of an answer of HTTP, of a message"),
    row("open_eof_check", Flag).doc("`false`", "a packet ends with `package_eof`"),
    row("open_eof_split", Flag).doc("`false`", "the same"),
    row("package_eof", Text).doc("`\\r\\n`", "end of a packet, at most 8 bytes"),
    row("open_length_check", Flag).doc("`false`", "a packet says how long it is"),
    row("package_length_type", Text).doc("`N`", "type of the length, as in `pack()`"),
    row("package_length_offset", Int(ANY_INT)).doc("`0`", "where the length stands"),
    row("package_body_offset", Int(ANY_INT)).doc("`0`", "bytes of a packet that the length does not count"),
    row("package_length_func", Callable).doc("", "a function that tells the length of a packet, with `open_length_check`"),
    row("open_mqtt_protocol", Flag).doc("`false`", "frame MQTT packets"),
    row("open_fastcgi_protocol", Flag).not_yet("the FastCGI framing is").doc("`false`", "frame FastCGI records"),
    row("open_ssl", Flag).doc("`false`", "TLS, of `Coroutine\\Socket`"),
    row("ssl_host_name", Text).doc("with HTTP the host", "name that the server must have, and is told (SNI)"),
    row("ssl_cert_file", Text).doc("", "own certificate (PEM)"),
    row("ssl_key_file", Text).doc("", "its private key (PEM)"),
    row("ssl_passphrase", Text).doc("", "what the private key is encrypted with"),
    row("ssl_compress", Flag).doc("`false`", "compression"),
    row("ssl_protocols", Int(ANY_INT)).doc("`0`: all", "protocol versions"),
    row("ssl_verify_peer", Flag).doc("`false`", "refuse servers without a certificate of a known authority"),
    row("ssl_allow_self_signed", Flag).doc("`false`", "accept a self-signed one all the same"),
    row("ssl_client_cert_file", Text).doc("", "authorities of certificates, of a socket that accepts"),
    row("ssl_cafile", Text).doc("the system's", "authorities (PEM)"),
    row("ssl_capath", Text).doc("the system's", "directory of authorities, named by their hashes"),
    row("ssl_verify_depth", Int(ANY_INT)).doc("", "longest chain of a certificate"),
    row("ssl_prefer_server_ciphers", Flag).doc("`false`", "a socket that accepts chooses the cipher"),
    row("ssl_ciphers", Text).doc("as a server's", "allowed ciphers, as OpenSSL writes them"),
    row("ssl_ecdh_curve", Text).doc("`auto`", "groups of the key exchange"),
    row("ssl_dhparam", Text).doc("", "Diffie-Hellman parameters (PEM)"),
    row("ssl_sni_certs", Array).doc("", "certificates by name, of a socket that accepts"),
    row("http_proxy_host", Text).doc("none", "a proxy of HTTP"),
    row("http_proxy_port", Int(ANY_INT)).doc("", "its port"),
    row("http_proxy_user", Text).doc("", "name for it"),
    row("http_proxy_password", Text).doc("", "password for it"),
    row("socks5_host", Text).doc("none", "a SOCKS5 proxy"),
    row("socks5_port", Int(ANY_INT)).doc("", "its port"),
    row("socks5_username", Text).doc("", "name for it"),
    row("socks5_password", Text).doc("", "password for it"),
    row("defer", Flag).doc("`false`", "requests of `Coroutine\\Http\\Client` do not wait, `recv()` does"),
    row("max_retries", Int(ANY_INT)).doc("`0`", "how often a request of `Coroutine\\Http\\Client` is tried again"),
    row("keep_alive", Flag).doc("`true`", "the connection stays open for the next request"),
    row("lowercase_header", Flag).doc("`true`", "names of headers are put in lower case"),
    row("http_compression", Flag).doc("`true`", "compressed answers are asked for"),
    row("body_decompression", Flag).doc("`true`", "they are decompressed"),
    row("write_func", Callable).doc("none", "a function that gets the body as it comes"),
    row("websocket_compression", Flag).doc("`false`", "compress frames"),
    row("websocket_mask", Flag).doc("`true`", "mask frames"),
    row("open_websocket_close_frame", Flag).doc("`false`", "`recv()` returns close frames"),
    row("open_websocket_ping_frame", Flag).doc("`false`", "`recv()` returns pings"),
    row("open_websocket_pong_frame", Flag).doc("`false`", "`recv()` returns pongs"),
];
