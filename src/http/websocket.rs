//! The handshake of WebSocket (RFC 6455, section 4.2): what a request must say, and what the answer says. Must not send or call.

use rswoole_engine::protocol::http1::{RequestView, refusal};
use rswoole_engine::protocol::websocket::{accept_of, accept_offer_without_takeover, is_key};
use rswoole_engine::settings::WebSocketSettings;

/// The headers of the answer, and whether messages may be compressed.
pub struct Agreement {
    pub headers: Vec<(&'static str, String)>,
    pub deflate: Option<Deflate>,
}

/// permessage-deflate was agreed on.
#[derive(Clone, Copy)]
pub struct Deflate {
    /// The client can not read the largest window.
    pub small_window: bool,
}

/// Whether the request asks for WebSocket. What else is wrong with it, `agree` says.
pub fn is_asked(view: &RequestView<'_>) -> bool {
    view.header(b"upgrade").is_some_and(|value| has_token(value, b"websocket"))
}

fn has_token(value: &[u8], token: &[u8]) -> bool {
    value.split(|&byte| byte == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(token))
}

/// Names of protocols are told apart by case.
fn offers_protocol(offers: &[u8], protocol: &[u8]) -> bool {
    offers.split(|&byte| byte == b',').any(|offer| offer.trim_ascii() == protocol)
}

/// `Err`: the answer that refuses.
pub fn agree(view: &RequestView<'_>, settings: &WebSocketSettings) -> Result<Agreement, Vec<u8>> {
    let refused = |status| Err(refusal(status).to_vec());
    if view.method() != b"GET" || !view.is_http_11() {
        return refused(400);
    }
    if !view.header(b"connection").is_some_and(|value| has_token(value, b"upgrade")) {
        return refused(400);
    }
    if view.header(b"sec-websocket-version").map(<[u8]>::trim_ascii) != Some(b"13") {
        // Which one we speak (RFC 6455, section 4.4).
        let answer = b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        return Err(answer.to_vec());
    }
    let Some(key) = view.header(b"sec-websocket-key").map(<[u8]>::trim_ascii).filter(|key| is_key(key)) else {
        return refused(400);
    };
    let mut headers = vec![
        ("Upgrade", "websocket".to_owned()),
        ("Connection", "Upgrade".to_owned()),
        ("Sec-WebSocket-Accept", accept_of(key)),
        ("Sec-WebSocket-Version", "13".to_owned()),
    ];
    // A client fails the connection when it hears of a protocol that it did not offer (RFC 6455, section 4.1).
    if let Some(protocol) = &settings.subprotocol
        && view.header(b"sec-websocket-protocol").is_some_and(|offers| offers_protocol(offers, protocol.as_bytes()))
    {
        headers.push(("Sec-WebSocket-Protocol", protocol.clone()));
    }
    // Workers compress without a memory of former messages, because each message may come from another one.
    let offered = view.header(b"sec-websocket-extensions").and_then(|value| std::str::from_utf8(value).ok());
    let offer = offered.filter(|_| settings.compression).and_then(accept_offer_without_takeover);
    let deflate = offer.map(|offer| {
        headers.push(("Sec-WebSocket-Extensions", offer.header));
        Deflate { small_window: offer.parameters.server_max_window_bits < 15 }
    });
    Ok(Agreement { headers, deflate })
}
