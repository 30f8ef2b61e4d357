//! Accepting: takes waiting connections in batches, leaves them to others when asked to, and survives running out of
//! descriptors.

use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::rate_limit::RateLimit;
use crate::ids::PortIndex;
use crate::net::{Acceptor, Incoming};

/// Who takes the connections of a listener, and how eagerly.
pub trait AcceptPolicy {
    /// True: others that accept from the same listener have less to do and should get the next connection.
    fn yields(&self) -> bool {
        false
    }

    fn take(&self, port: PortIndex, incoming: Incoming);
}

/// Runs until its task is dropped.
pub async fn accept_loop(acceptor: Acceptor, port: PortIndex, policy: impl AcceptPolicy) {
    let warnings = RateLimit::new(Duration::from_secs(5));
    loop {
        if let Err(error) = poll_fn(|cx| acceptor.poll_pending(cx)).await {
            back_off(&acceptor, &error, &warnings).await;
            continue;
        }
        let forced = policy.yields();
        if forced {
            tokio::time::sleep(YIELD_TIME).await;
        }
        if let Err(error) = accept_batch(&acceptor, port, &policy, forced).await {
            back_off(&acceptor, &error, &warnings).await;
        }
        tokio::task::yield_now().await;
    }
}

/// `forced`: whoever should take these connections did not, because it is busy (PHP that blocks): the peers must not wait for that.
async fn accept_batch(
    acceptor: &Acceptor,
    port: PortIndex,
    policy: &impl AcceptPolicy,
    forced: bool,
) -> io::Result<()> {
    for _ in 0..if forced { FORCED_BATCH } else { BATCH } {
        let next = poll_fn(|cx| match acceptor.poll_accept(cx) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => Poll::Ready(None),
        });
        match next.await {
            None => break,
            Some(incoming) => policy.take(port, incoming?),
        }
        if !forced && policy.yields() {
            break;
        }
    }
    Ok(())
}

async fn back_off(acceptor: &Acceptor, error: &io::Error, warnings: &RateLimit) {
    if let Some(more) = warnings.permit(Instant::now()) {
        let local = acceptor.local();
        let remedy = match error.raw_os_error() {
            Some(libc::EMFILE) => "; raise the limit of open files (ulimit -n)",
            Some(libc::ENFILE) => "; raise fs.file-max",
            _ => "",
        };
        tracing::warn!("cannot accept on {local}: {error}{remedy} ({more} more since the last report)");
    }
    tokio::time::sleep(BACK_OFF).await;
}

const BATCH: usize = 64;
const FORCED_BATCH: usize = 4;
const YIELD_TIME: Duration = Duration::from_millis(1);
/// Descriptors come free when sessions end; asking again at once would only burn the CPU.
const BACK_OFF: Duration = Duration::from_millis(100);
