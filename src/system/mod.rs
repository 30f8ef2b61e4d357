//! What a coroutine may ask of the operating system without blocking its process: files, names, commands, children, readiness.
//! It must not know PHP's signatures of it: `crate::class::system` does.
//!
//! Files and names block by nature, so a thread of the loop's pool does them; everything else is waited for in the loop itself.

pub mod children;
pub mod command;
pub mod dns;
pub mod files;
pub mod names;
pub mod readiness;

use std::future::Future;
use std::io;
use std::time::Duration;

use rswoole_engine::sys::signal;

use crate::coroutine::{self, Cancelled};

/// Why there is no result.
#[derive(Debug)]
pub enum Stop {
    TimedOut,
    Cancelled(Cancelled),
}

/// None for "no limit": zero, negative, not a number.
pub fn limit(seconds: f64) -> Option<Duration> {
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// Suspends the running coroutine until `future` is ready or the time is over.
pub fn wait<F: Future>(future: F, limit: Option<Duration>) -> Result<F::Output, Stop> {
    let Some(limit) = limit else { return coroutine::await_in_coroutine(future).map_err(Stop::Cancelled) };
    match coroutine::await_in_coroutine(async move { tokio::time::timeout(limit, future).await }) {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(_)) => Err(Stop::TimedOut),
        Err(cancelled) => Err(Stop::Cancelled(cancelled)),
    }
}

/// Has a thread of the loop's pool do `work`. The pool begins with the first use and ends with its loop, so that no process is
/// forked with threads of it at work for a server's sake. A future that is dropped leaves the work to end by itself.
pub async fn in_pool<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    // Signals are the PHP thread's: a handler of PHP's must not run on one of these.
    let blocked = signal::block_all();
    let begun = tokio::task::spawn_blocking(work);
    drop(blocked);
    begun.await.map_err(io::Error::other)
}
