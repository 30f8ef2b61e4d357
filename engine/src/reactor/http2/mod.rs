//! Connections that speak HTTP/2: the frames are the `h2` crate's, driven by the connection's task; requests go to the application when they are
//! whole, several at a time, and answers come back by stream.
//!
//! | file | owns |
//! |---|---|
//! | `driver` | the connection while it is open: takes requests, hands them over, sends |
//! | `ending` | floods, slow peers, the server's close |
//! | `receiving` | requests whose body is not complete |
//! | `requests` | what can be asked of streams: `Reactor::answer` and others |
//! | `stream` | one request that is with the application, and what of its answer waits |
//! | `streams` | all of them of a connection, and whose turn it is |
//! | `wire` | the byte stream below the frames |

mod driver;
mod ending;
mod receiving;
mod requests;
mod stream;
mod streams;
mod wire;

pub(super) use driver::Http2;
pub(super) use streams::Streams;
