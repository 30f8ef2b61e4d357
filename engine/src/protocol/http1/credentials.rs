//! Credentials as they go into a header (RFC 7617). Must not know whose they are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The value of `Authorization` or `Proxy-Authorization`.
pub fn basic(user: &[u8], password: &[u8]) -> String {
    format!("Basic {}", STANDARD.encode([user, b":", password].concat()))
}
