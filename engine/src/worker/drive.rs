//! The main future of a worker's loop in both modes: takes work in bounded batches, lets the application run what became ready,
//! hands on what it made, and brings the worker to its end. Must not know where work comes from.

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::os::fd::RawFd;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{Fate, Handler, Post};
use crate::net::Readiness;
use crate::reactor::event_loop::{self, Batch, Parking};
use crate::shm::bell::Bell;
use crate::sys::descriptor;

/// How a worker's loop is told from outside.
pub struct LoopControl {
    /// Asked to end gracefully (signal). Looked at after every wake.
    pub stop: Box<dyn Fn() -> bool>,
    /// Becomes readable (edge) when `stop` shall be looked at: `signal::wake_fd()`. -1: there is none.
    pub wake_fd: RawFd,
    /// How long the graceful end may take (`max_wait_time`).
    pub max_wait_time: Duration,
    /// `reload_async`: on the graceful end wait for `Handler::exiting`; else leave at once.
    pub wait_for_handler: bool,
}

/// Why the loop ended.
#[derive(Debug)]
pub enum WorkerEnd {
    /// Gracefully; `Handler::stopped` was called.
    Stopped,
    /// As `Stopped`, but `max_wait_time` was over before the application was done.
    TimedOut,
    /// At once; nothing of the application was called any more.
    Fate(Fate),
    /// The loop could not be made or kept running.
    Failed(io::Error),
}

/// What the two modes put into the loop.
pub(super) trait Work: Batch {
    /// Inside the runtime, before `Handler::started`.
    fn begin(&self, parking: &Rc<Parking>) -> io::Result<()>;
    /// After `Handler::started`.
    fn start_taking(&self) -> io::Result<()> {
        Ok(())
    }
    /// A bounded batch of what came in, after `stop_taking` without anything that the application would hear of.
    /// True: there may be more.
    fn turn(&self, handler: &dyn Handler) -> bool;
    /// `Gateway::stop` was called.
    fn stop_asked(&self) -> bool;
    /// The graceful end begins: takes nothing new from peers any more, but for the rest of what is half taken.
    fn stop_taking(&self);
    /// Nothing is half taken.
    fn is_settled(&self) -> bool {
        true
    }
    /// Ending, the application waits for something: gives up what a successor needs. Some: it has, and sleeps by this bell now.
    fn retire(&self) -> Option<Bell> {
        None
    }
    /// The application is done: ends the connections that end with this worker, telling it of each.
    fn close_all(&self) {}
    /// While ending: those who wait to send look again.
    fn recheck(&self);
    /// Everything handed on that can be.
    fn is_flushed(&self) -> bool;
    /// A callback ended the worker: no further one may run.
    fn kill(&self);
}

pub(super) fn run(
    work: Rc<dyn Work>,
    batch: Rc<dyn Batch>,
    bell: Bell,
    post: Option<Rc<Post>>,
    control: LoopControl,
    handler: Rc<dyn Handler>,
) -> WorkerEnd {
    let batch = Rc::new(WithPost { batch, post: post.clone() });
    let parking = Parking::new(bell.clone(), batch, true);
    let result = event_loop::run(parking.clone(), async move {
        work.begin(&parking)?;
        let bell_edge = Readiness::new(descriptor::duplicate(bell.fd())?)?;
        let signal_edge = match control.wake_fd {
            ..0 => None,
            fd => Some(Readiness::new(descriptor::duplicate(fd)?)?),
        };
        let mut main = Loop { work, handler, post, parking, bell_edge, signal_edge, control, ending: None };
        main.handler.started();
        let end = match main.handler.fate() {
            Some(fate) => WorkerEnd::Fate(fate),
            None => {
                main.work.start_taking()?;
                poll_fn(|cx| main.poll(cx)).await
            }
        };
        if let WorkerEnd::Fate(_) | WorkerEnd::Failed(_) = end {
            main.work.kill();
            main.work.flush();
            return Ok(end);
        }
        Ok(main.finish(end).await)
    });
    match result {
        Ok(Ok(end)) => end,
        Ok(Err(error)) | Err(error) => WorkerEnd::Failed(error),
    }
}

struct Loop {
    work: Rc<dyn Work>,
    handler: Rc<dyn Handler>,
    post: Option<Rc<Post>>,
    parking: Rc<Parking>,
    bell_edge: Readiness,
    signal_edge: Option<Readiness>,
    control: LoopControl,
    ending: Option<Ending>,
}

struct Ending {
    deadline: Instant,
    tick: Interval,
    /// `exiting` is not asked more often than this allows.
    last_asked: Cell<Option<Instant>>,
    /// `close_all` was called; what that made the application begin is waited for too.
    closed: bool,
}

impl Loop {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<WorkerEnd> {
        self.parking.remember(cx.waker());
        self.handler.woken();
        if let Some(fate) = self.handler.fate() {
            return Poll::Ready(WorkerEnd::Fate(fate));
        }
        if self.ending.is_none() && (self.work.stop_asked() || (self.control.stop)()) {
            self.handler.ending();
            if let Some(fate) = self.handler.fate() {
                return Poll::Ready(WorkerEnd::Fate(fate));
            }
            if !self.control.wait_for_handler {
                return Poll::Ready(WorkerEnd::Stopped);
            }
            self.begin_ending();
        }
        let mut more = self.post.as_ref().is_some_and(|post| post.take(&*self.handler));
        if self.handler.fate().is_none() {
            more |= self.work.turn(&*self.handler);
        }
        if self.handler.fate().is_none() {
            self.handler.poll_ready(cx);
        }
        if let Some(fate) = self.handler.fate() {
            return Poll::Ready(WorkerEnd::Fate(fate));
        }
        self.flush();
        if let Poll::Ready(end) = self.poll_ending(cx) {
            return Poll::Ready(end);
        }
        if let Err(error) = self.wait(cx) {
            return Poll::Ready(WorkerEnd::Failed(error));
        }
        if more || (self.ending.is_none() && self.work.stop_asked()) {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    fn begin_ending(&mut self) {
        self.stop_taking();
        let mut tick = interval(EXITING_TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let deadline = Instant::now() + self.control.max_wait_time;
        self.ending = Some(Ending { deadline, tick, last_asked: Cell::new(None), closed: false });
    }

    fn poll_ending(&mut self, cx: &mut Context<'_>) -> Poll<WorkerEnd> {
        let Some(ending) = &mut self.ending else { return Poll::Pending };
        while ending.tick.poll_tick(cx).is_ready() {
            self.work.recheck();
        }
        let now = Instant::now();
        let due = ending.last_asked.get().is_none_or(|last| now.duration_since(last) >= EXITING_PAUSE);
        if due {
            ending.last_asked.set(Some(now));
            let done = self.handler.exiting() && self.work.is_settled();
            if let Some(fate) = self.handler.fate() {
                return Poll::Ready(WorkerEnd::Fate(fate));
            }
            self.work.flush();
            let may_retire = !done && self.post.as_ref().is_none_or(|post| post.may_retire());
            let retired = if may_retire { self.work.retire() } else { None };
            if let Some(bell) = retired {
                match descriptor::duplicate(bell.fd()).and_then(Readiness::new) {
                    Ok(edge) => self.bell_edge = edge,
                    Err(error) => return Poll::Ready(WorkerEnd::Failed(error)),
                }
            }
            if done && ending.closed {
                return Poll::Ready(WorkerEnd::Stopped);
            }
            if done {
                ending.closed = true;
                ending.last_asked.set(None);
                self.work.close_all();
                cx.waker().wake_by_ref();
            }
        }
        if now >= ending.deadline {
            return Poll::Ready(WorkerEnd::TimedOut);
        }
        Poll::Pending
    }

    /// Registers for the next wake.
    fn wait(&self, cx: &mut Context<'_>) -> io::Result<()> {
        for edge in [Some(&self.bell_edge), self.signal_edge.as_ref()].into_iter().flatten() {
            while let Poll::Ready(result) = edge.poll_edge(cx) {
                result?;
                // What was announced is looked at in the next poll.
                cx.waker().wake_by_ref();
            }
        }
        Ok(())
    }

    /// What the application sent goes out, also what it sends in its last callback.
    async fn finish(&mut self, end: WorkerEnd) -> WorkerEnd {
        self.stop_taking();
        self.work.close_all();
        self.flush_for(FLUSH_TIME).await;
        self.handler.stopped();
        if let Some(fate) = self.handler.fate() {
            self.work.kill();
            self.work.flush();
            return WorkerEnd::Fate(fate);
        }
        self.flush_for(FLUSH_TIME).await;
        end
    }

    fn stop_taking(&self) {
        self.work.stop_taking();
        if let Some(post) = &self.post {
            post.close();
        }
    }

    fn flush(&self) {
        self.work.flush();
        if let Some(post) = &self.post {
            post.flush();
        }
    }

    fn say_lost(&self) {
        let lost = self.post.as_ref().map_or(0, |post| post.queued());
        if lost > 0 {
            tracing::error!(
                "{lost} tasks and messages are lost: their receivers had no room for them while this process ended"
            );
        }
    }

    async fn flush_for(&self, time: Duration) {
        let deadline = Instant::now() + time;
        loop {
            self.flush();
            let posted = self.post.as_ref().is_none_or(|post| post.is_flushed());
            if self.work.is_flushed() && posted {
                return;
            }
            if Instant::now() >= deadline {
                return self.say_lost();
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// What a thread does before it sleeps, with its part in the post.
struct WithPost {
    batch: Rc<dyn Batch>,
    post: Option<Rc<Post>>,
}

impl Batch for WithPost {
    fn flush(&self) {
        self.batch.flush();
        if let Some(post) = &self.post {
            post.flush();
        }
    }

    fn has_more(&self) -> bool {
        self.batch.has_more() || self.post.as_ref().is_some_and(|post| !post.is_empty())
    }
}

/// How often WorkerExit comes when nothing else wakes the loop.
const EXITING_TICK: Duration = Duration::from_millis(100);
/// And how often it comes at most.
const EXITING_PAUSE: Duration = Duration::from_millis(10);
const FLUSH_TIME: Duration = Duration::from_secs(3);
