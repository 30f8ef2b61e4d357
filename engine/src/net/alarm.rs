//! Wakes a loop at a moment, to a tenth of a millisecond. The timers of tokio count in milliseconds and round up twice (to a tick, and to
//! the timeout of epoll), so that a sleep of 1 ms takes 2 while nothing else happens. It must not know what is due then.

use std::io;
use std::os::fd::AsFd;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::Readiness;
use crate::sys::timerfd;

/// What comes due within it is woken for once.
const GRID: Duration = Duration::from_micros(100);

pub struct Alarm {
    timer: Readiness,
    begun: Instant,
    set: Option<Instant>,
}

impl Alarm {
    /// Must be called inside the runtime that shall be woken.
    pub fn new() -> io::Result<Alarm> {
        Ok(Alarm { timer: Readiness::new(timerfd::create()?)?, begun: Instant::now(), set: None })
    }

    /// Wakes `cx` at `next`, or at once if that is over; never before. Forgets what was said before. None: does not wake.
    pub fn poll(&mut self, next: Option<Instant>, cx: &mut Context<'_>) -> io::Result<()> {
        let next = next.map(|at| self.on_grid(at));
        if self.set != next {
            let after = next.map(|at| at.saturating_duration_since(Instant::now()));
            timerfd::set(self.timer.get().as_fd(), after)?;
            self.set = next;
        }
        let Some(next) = next else { return Ok(()) };
        // The edge of an earlier setting may be left: then the wait for the next one begins.
        while let Poll::Ready(edge) = self.timer.poll_edge(cx) {
            edge?;
            if next <= Instant::now() {
                self.set = None;
                cx.waker().wake_by_ref();
                break;
            }
        }
        Ok(())
    }

    fn on_grid(&self, at: Instant) -> Instant {
        let steps = at.saturating_duration_since(self.begun).as_nanos().div_ceil(GRID.as_nanos());
        u32::try_from(steps).ok().and_then(|steps| self.begun.checked_add(GRID * steps)).unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    /// Polls until something wakes it and `until` is over.
    async fn woken(alarm: &mut Alarm, until: Instant) {
        poll_fn(|cx| {
            if until <= Instant::now() {
                return Poll::Ready(());
            }
            alarm.poll(Some(until), cx).unwrap();
            Poll::Pending
        })
        .await;
    }

    async fn once(alarm: &mut Alarm, next: Option<Instant>) {
        poll_fn(|cx| Poll::Ready(alarm.poll(next, cx))).await.unwrap();
    }

    fn run(test: impl AsyncFnOnce(Alarm)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { test(Alarm::new().unwrap()).await });
    }

    #[test]
    fn it_wakes_for_each_moment_and_not_before() {
        run(async |mut alarm| {
            for micros in [1, 90, 100, 1_000, 1_050, 3_000] {
                let until = Instant::now() + Duration::from_micros(micros);
                woken(&mut alarm, until).await;
                assert!(until <= Instant::now());
            }
        });
    }

    #[test]
    fn an_earlier_moment_replaces_a_later_one_and_what_is_over_wakes_at_once() {
        run(async |mut alarm| {
            once(&mut alarm, Some(Instant::now() + Duration::from_secs(3600))).await;
            woken(&mut alarm, Instant::now() + Duration::from_millis(2)).await;
            let mut turns = 0;
            poll_fn(|cx| {
                turns += 1;
                alarm.poll(Some(Instant::now() - Duration::from_millis(5)), cx).unwrap();
                if turns == 3 { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        });
    }

    #[test]
    fn what_was_called_off_wakes_nobody() {
        run(async |mut alarm| {
            let soon = Instant::now() + Duration::from_millis(2);
            once(&mut alarm, Some(soon)).await;
            once(&mut alarm, None).await;
            let mut polls = 0;
            let never = poll_fn(|cx| {
                polls += 1;
                alarm.poll(None, cx).unwrap();
                Poll::<()>::Pending
            });
            assert!(tokio::time::timeout(Duration::from_millis(20), never).await.is_err());
            assert_eq!(polls, 2, "the first, and that of the end");
        });
    }
}
