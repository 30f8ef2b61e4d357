//! HTTP/1.0 and HTTP/1.1 as a server reads and writes it (RFC 9110, 9112). Bytes in, messages out: no socket, clock, log or file.
//!
//! | file | owns |
//! |---|---|
//! | `codec` | one connection: head, body, order of requests and answers |
//! | `head` | the head of one request: strict parsing, framing of the body |
//! | `chunked` | the chunked coding of a request's body |
//! | `message` | the compact form in which a request goes to a worker |
//! | `mime` | types of files by their names |
//! | `response` | status lines, dates, refusals |

mod chunked;
mod codec;
mod head;
mod message;
mod mime;
mod response;

pub use codec::{DEFLATE, Http1, Limits};
pub use head::Strictness;
pub use message::RequestView;
pub use mime::mime;
pub use response::{date, parse_date, reason, refusal};

#[cfg(test)]
mod tests;
