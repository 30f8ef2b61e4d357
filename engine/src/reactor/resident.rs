//! A reactor that lives on a thread with other duties, the application's own: it serves while that thread has nothing else to do, and the
//! application's functions can be asked. Must not know what those duties are.

use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Instant;

use super::advice::Advice;
use super::event_loop::EventLoop;
use super::thread::{Prepared, ReactorThread, Serving};

/// To be forgotten (`mem::forget`), not dropped, by a child of fork: its descriptors are the parent's.
pub struct ResidentReactor {
    event_loop: EventLoop,
    serving: Serving,
}

impl ResidentReactor {
    /// `first` runs inside the runtime before anything is accepted.
    pub fn start(thread: ReactorThread, advice: Rc<dyn Advice>, first: impl FnOnce()) -> io::Result<ResidentReactor> {
        let prepared = Prepared::new(thread, Some(advice));
        let event_loop = prepared.event_loop()?;
        let serving = event_loop.run(async {
            first();
            prepared.begin()
        })?;
        Ok(ResidentReactor { event_loop, serving })
    }

    /// Serves until the deadline or until `until` is ready, which is polled after every sleep.
    pub fn serve(
        &self,
        deadline: Option<Instant>,
        mut until: impl FnMut(&mut Context<'_>) -> Poll<()>,
    ) -> io::Result<()> {
        self.event_loop.run(async {
            let mut time = deadline.map(|at| Box::pin(tokio::time::sleep_until(at.into())));
            poll_fn(|cx| {
                let late = time.as_mut().is_some_and(|time| time.as_mut().poll(cx).is_ready());
                if until(cx).is_ready() || late {
                    return Poll::Ready(Ok(()));
                }
                match self.serving.poll(cx) {
                    Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                    _ => Poll::Pending,
                }
            })
            .await
        })
    }

    /// Runs `act` inside the runtime.
    pub fn within<T>(&self, act: impl FnOnce() -> T) -> T {
        self.event_loop.run(async { act() })
    }

    /// What the workers sent goes out, then it ends.
    pub fn end(self) {
        self.event_loop.run(self.serving.end());
        self.event_loop.end();
    }
}
