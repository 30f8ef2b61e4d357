//! Close codes and the payload of close frames (RFC 6455, section 7.4). It must not decide when to close.

use super::Violation;

/// The codes this side sends by itself.
pub mod code {
    pub const NORMAL: u16 = 1000;
    pub const PROTOCOL_ERROR: u16 = 1002;
    /// For "no code in the frame"; never on the wire.
    pub const NO_STATUS: u16 = 1005;
    pub const INVALID_DATA: u16 = 1007;
    pub const TOO_BIG: u16 = 1009;
}

/// What a close frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseReason {
    pub code: u16,
    pub reason: String,
}

/// An empty payload is [`code::NO_STATUS`].
pub fn parse_close(payload: &[u8]) -> Result<CloseReason, Violation> {
    match *payload {
        [] => Ok(CloseReason { code: code::NO_STATUS, reason: String::new() }),
        [_] => Err(Violation::Protocol("a close frame with half a code")),
        [high, low, ref reason @ ..] => {
            let code = u16::from_be_bytes([high, low]);
            if !may_be_sent(code) {
                return Err(Violation::Protocol("a close code that must not be sent"));
            }
            let reason = std::str::from_utf8(reason).map_err(|_| Violation::NotUtf8)?;
            Ok(CloseReason { code, reason: reason.to_owned() })
        }
    }
}

/// The payload of a close frame. The reason is cut, between characters, to what a control frame can take.
pub fn close_payload(code: u16, reason: &[u8]) -> Vec<u8> {
    const MOST: usize = super::frame::CONTROL_MAX as usize - 2;
    let mut end = reason.len().min(MOST);
    while end < reason.len() && end > 0 && reason[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    [&code.to_be_bytes()[..], &reason[..end]].concat()
}

/// Whether a code may stand in a frame.
pub fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}
