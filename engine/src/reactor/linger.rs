//! The last moments of a socket that the server closed: what the peer still sends is thrown away until it has read our end of
//! stream and closes too, or for a short time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use super::registry::Reactor;
use crate::net::Stream;

pub(super) struct Lingering {
    stream: Stream,
    /// Started when the peer did not close at once, which is the rule.
    patience: Option<Pin<Box<Sleep>>>,
}

impl Lingering {
    pub(super) fn new(stream: Stream) -> Lingering {
        Lingering { stream, patience: None }
    }

    /// Ready: the socket may be closed.
    pub(super) fn poll(&mut self, reactor: &Reactor, cx: &mut Context<'_>) -> Poll<()> {
        let mut scratch = reactor.take_buffer();
        let mut last = Poll::Ready(Ok(0));
        for _ in 0..READS_PER_TURN {
            last = self.stream.poll_discard(cx, &mut scratch);
            if !matches!(last, Poll::Ready(Ok(1..))) {
                break;
            }
        }
        reactor.return_buffer(scratch);
        match last {
            Poll::Pending => {}
            Poll::Ready(Ok(1..)) => cx.waker().wake_by_ref(),
            Poll::Ready(_) => return Poll::Ready(()),
        }
        let patience = self.patience.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
        patience.as_mut().poll(cx)
    }
}

const READS_PER_TURN: usize = 8;
const PATIENCE: Duration = Duration::from_secs(2);
