//! What a client speaks that is more than one question and one answer. No socket and no clock: bytes of the server in, bytes for it out.
//!
//! | module | owns |
//! |---|---|
//! | `http2` | sessions of HTTP/2 |

pub mod http2;
