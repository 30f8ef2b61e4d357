//! One connection of HTTP/2 from the client's side, between the socket and whoever asks. The frames are the `h2` crate's; what it says to the server and
//! what the server says lie in a [`Pipe`](pipe::Pipe), so that the owner moves the bytes when and how it likes.
//!
//! | file | owns |
//! |---|---|
//! | `pipe` | the bytes of both directions, as the `h2` crate reads and writes them |
//! | `request` | what a request is, and what of it can not be sent |
//! | `session` | the connection and its streams |
//! | `stream` | one request and its answer |

mod pipe;
mod request;
mod session;
mod stream;
#[cfg(test)]
mod tests;

pub use request::{Flaw, Head};
pub use session::{End, Limits, Session};
pub use stream::{Answer, Fields, Gone, Trouble};
