//! What the workers of a pool (`Swoole\\Process\\Pool`) get their work from, in blocking style: each other (`mailbox`) or anybody who connects
//! (`reception`). Who forks them is `process`'s business. Must not know what the work is.

mod mailbox;
mod reception;

pub use mailbox::{Mailbox, Posted};
pub use reception::{Reception, Request, Visitor};
