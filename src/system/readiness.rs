//! Whether a descriptor can be read or written, waited for. It must not read or write.

use std::future::{Future, poll_fn};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::task::Poll;

use rswoole_engine::net::{Direction, Readiness, Watch, Way};
use rswoole_engine::sys::descriptor::{duplicate, ready_now};

use crate::event_loop::watchers::{READ, WRITE};

/// Those of `events` that are possible; at least one.
pub async fn wait(fd: RawFd, events: i64) -> io::Result<i64> {
    let now = ready(fd, events)?;
    if now != 0 {
        return Ok(now);
    }
    let readiness = Readiness::duplex(duplicate(fd)?)?;
    poll_fn(|cx| {
        for (event, direction) in [(READ, Direction::Read), (WRITE, Direction::Write)] {
            let is_ready = |fd: &OwnedFd| ready(fd.as_raw_fd(), event).is_ok_and(|ready| ready != 0);
            if events & event != 0
                && let Poll::Ready(polled) = readiness.poll_confirmed(cx, direction, is_ready)
            {
                return Poll::Ready(polled.and_then(|()| ready(readiness.raw(), events)));
            }
        }
        Poll::Pending
    })
    .await
}

/// As [`wait`], for one event of a descriptor that is waited for again and again.
pub async fn wait_watched(watch: &Watch, way: Way) -> io::Result<()> {
    let event = if way == Way::Read { READ } else { WRITE };
    if ready(watch.fd(), event)? != 0 {
        return Ok(());
    }
    poll_fn(|cx| watch.poll_confirmed(way, cx, |fd| ready(fd, event).is_ok_and(|ready| ready != 0))).await
}

/// Until one of the descriptors can do one of the events that are asked of it.
pub async fn wait_any(asked: &[(RawFd, i64)]) -> io::Result<()> {
    for (fd, events) in asked {
        if ready(*fd, *events)? != 0 {
            return Ok(());
        }
    }
    let mut all = asked.iter().map(|(fd, events)| Box::pin(wait(*fd, *events))).collect::<Vec<_>>();
    poll_fn(|cx| {
        for one in &mut all {
            if let Poll::Ready(ended) = one.as_mut().poll(cx) {
                return Poll::Ready(ended.map(drop));
            }
        }
        Poll::Pending
    })
    .await
}

fn ready(fd: RawFd, events: i64) -> io::Result<i64> {
    let (readable, writable) = ready_now(fd)?;
    let found = if readable { READ } else { 0 } | if writable { WRITE } else { 0 };
    Ok(found & events)
}
