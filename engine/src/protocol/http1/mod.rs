//! HTTP/1.0 and HTTP/1.1 as servers and clients read it (RFC 9110, 9112). Bytes in, messages out: no socket, clock, log or file.
//!
//! | file | owns |
//! |---|---|
//! | `codec` | one connection: head, body, order of requests and answers |
//! | `head` | the head of one request: strict parsing, framing of the body |
//! | `chunked` | the chunked coding of a body |
//! | `answer` | one answer as a client reads it |
//! | `credentials` | names and passwords in headers |
//! | `decoding` | content codings of answers, taken off in bounded steps |
//! | `message` | the compact form in which a request goes to a worker |
//! | `multipart` | forms in pieces: what is a file and what is not |
//! | `upload` | bodies that go to files as they arrive |
//! | `mime` | types of files by their names |
//! | `range` | parts of files, and lists of entity tags |
//! | `response` | status lines, dates, refusals |
//! | `rewrite` | other names of files |

mod answer;
mod chunked;
mod codec;
mod credentials;
mod decoding;
mod head;
mod message;
pub mod mime;
mod multipart;
mod range;
mod response;
mod rewrite;
mod upload;

pub use answer::{AnswerHead, AnswerReader, Asked, Field, Flaw, Piece};
pub use codec::{DEFLATE, Http1, Limits};
pub use credentials::basic;
pub use decoding::{ACCEPTED, Corrupt, Decoding};
pub use head::Strictness;
pub(in crate::protocol) use head::content_length;
pub use message::{Attachment, AttachmentError, RequestView};
pub(in crate::protocol) use message::{Fixed, IndexBuilder};
pub use mime::mime;
pub use range::{Ranged, lists_tag, range};
pub use response::{date, parse_date, reason, refusal};
pub use rewrite::Rewrite;
pub use upload::{Depot, LARGE_BODY, Stored, Storing, Upload};

#[cfg(test)]
mod tests;
