//! The byte stream below the frames, in memory. What the frames write is complete: between two calls it ends where a frame ends, so that whole
//! frames may be put behind it. Must not know frames.

use std::cell::{Cell, RefCell};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

#[derive(Debug, Default)]
pub(super) struct Pipe {
    /// From the server, not looked at.
    pub inbound: RefCell<BytesMut>,
    /// For the server.
    pub outbound: RefCell<BytesMut>,
    /// The server says nothing more.
    pub ended: Cell<bool>,
    /// The frames wait for room.
    pub blocked: Cell<bool>,
}

/// The end that the frames hold.
pub(super) struct Wire(pub Rc<Pipe>);

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut inbound = self.0.inbound.borrow_mut();
        if inbound.is_empty() && !self.0.ended.get() {
            return Poll::Pending;
        }
        let taken = inbound.len().min(buffer.remaining());
        buffer.put_slice(&inbound[..taken]);
        inbound.advance(taken);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(data)])
    }

    /// All of it or nothing.
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut outbound = self.0.outbound.borrow_mut();
        if outbound.len() >= ENOUGH {
            self.0.blocked.set(true);
            return Poll::Pending;
        }
        parts.iter().for_each(|part| outbound.extend_from_slice(part));
        Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What may wait for the socket before the frames wait: a server that asks and does not listen gets no answers either.
const ENOUGH: usize = 256 << 10;
