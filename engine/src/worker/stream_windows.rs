//! How much of the answer of each stream is on its way to a reactor and not known to be sent: one that the client does not read must not fill
//! the memory, nor hold up the others of its connection. Must not send anything itself.

use std::cell::RefCell;
use std::collections::HashMap;
use std::task::{Context, Poll, Waker};

use super::SendError;
use crate::ids::{SessionId, StreamId};
use crate::ipc::StreamSign;

/// Of one process. Only streams whose answer comes in several parts are known.
#[derive(Debug, Default)]
pub(super) struct StreamWindows {
    windows: RefCell<HashMap<(SessionId, StreamId), Window>>,
}

#[derive(Debug, Default)]
struct Window {
    sent: usize,
    /// The client has given it up.
    gone: bool,
    /// The reactor was asked to tell when nothing waits any more.
    watched: bool,
    waiting: Vec<Waker>,
}

impl StreamWindows {
    /// Whether a part of so many bytes may be sent.
    pub(super) fn admit(&self, id: SessionId, stream: StreamId, len: usize, last: bool) -> Result<(), SendError> {
        let mut windows = self.windows.borrow_mut();
        if last {
            let window = if windows.is_empty() { None } else { windows.remove(&(id, stream)) };
            return if window.is_some_and(|window| window.gone) { Err(SendError::NoSession) } else { Ok(()) };
        }
        let window = windows.entry((id, stream)).or_default();
        if window.gone {
            return Err(SendError::NoSession);
        }
        if !has_room(window.sent, len) {
            return Err(SendError::BufferFull);
        }
        window.sent += len;
        Ok(())
    }

    /// `watch` asks the reactor to tell when nothing waits.
    pub(super) fn poll(
        &self,
        id: SessionId,
        stream: StreamId,
        cx: &mut Context<'_>,
        watch: impl FnOnce(&[u8]),
    ) -> Poll<()> {
        let mut windows = self.windows.borrow_mut();
        let Some(window) = windows.get_mut(&(id, stream)).filter(|window| !window.gone && window.sent > 0) else {
            return Poll::Ready(());
        };
        if !window.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            window.waiting.push(cx.waker().clone());
        }
        let asks = !std::mem::replace(&mut window.watched, true);
        drop(windows);
        if asks {
            watch(&StreamSign { stream, gone: false }.to_bytes());
        }
        Poll::Pending
    }

    /// Nothing of the stream waits in the reactor any more.
    pub(super) fn drained(&self, id: SessionId, sign: StreamSign) {
        let mut windows = self.windows.borrow_mut();
        let Some(window) = windows.get_mut(&(id, sign.stream)) else { return };
        (window.sent, window.watched) = (0, false);
        window.gone |= sign.gone;
        let waiting = std::mem::take(&mut window.waiting);
        drop(windows);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// The session is gone, and with it its streams.
    pub(super) fn forget(&self, id: SessionId) {
        if self.windows.borrow().is_empty() {
            return;
        }
        let mut waiting = Vec::new();
        self.windows.borrow_mut().retain(|(session, _), window| {
            if *session == id {
                waiting.append(&mut window.waiting);
            }
            *session != id
        });
        waiting.into_iter().for_each(Waker::wake);
    }

    /// All who wait look again.
    pub(super) fn recheck(&self) {
        let mut waiting = Vec::new();
        for window in self.windows.borrow_mut().values_mut() {
            waiting.append(&mut window.waiting);
        }
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// Something is always let through where nothing waits, however large, or it could never be sent.
pub(super) fn has_room(sent: usize, more: usize) -> bool {
    sent == 0 || sent.saturating_add(more) <= WINDOW
}

/// Of one stream. A connection has at most `http2_max_concurrent_streams` of them.
const WINDOW: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_opens_again_and_a_stream_that_is_gone_takes_nothing() {
        let windows = StreamWindows::default();
        let (id, stream) = (SessionId(1), StreamId(3));
        let sign = |gone| StreamSign { stream, gone };
        assert_eq!(windows.admit(id, stream, WINDOW + 1, false), Ok(()));
        assert_eq!(windows.admit(id, stream, 1, false), Err(SendError::BufferFull));
        assert_eq!(windows.admit(id, StreamId(5), 1, false), Ok(()));
        let mut asked = 0;
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..2 {
            assert!(windows.poll(id, stream, &mut cx, |_| asked += 1).is_pending());
        }
        assert_eq!(asked, 1);
        windows.drained(id, sign(false));
        assert!(windows.poll(id, stream, &mut cx, |_| asked += 1).is_ready());
        assert_eq!(windows.admit(id, stream, 1, false), Ok(()));
        windows.drained(id, sign(true));
        assert_eq!(windows.admit(id, stream, 1, false), Err(SendError::NoSession));
        assert_eq!(windows.admit(id, stream, 1, true), Err(SendError::NoSession));
        assert_eq!(windows.admit(id, stream, 1, true), Ok(()));
        windows.forget(id);
        assert_eq!(windows.windows.borrow().len(), 0);
    }
}
