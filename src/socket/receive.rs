//! Receiving: what is there, so many bytes, a line, several pieces, a datagram with its sender.

use std::cell::RefCell;
use std::io::{self, IoSliceMut};
use std::os::fd::AsFd;
use std::task::{Context, Poll};

use bytes::{Buf, BytesMut};
use rswoole_engine::net::{Socket, Step, Way};
use rswoole_engine::sys::socket_io::{self, Name};

use super::CoSocket;
use super::failure::{Done, Stop};
use super::tls;
use super::wait::Limit;

/// A single read takes at most so much, however much is asked for: memory follows what arrives, not what is asked.
const CHUNK: usize = 1 << 20;

/// What is read ahead for `recvLine`, `recvWithBuffer` and `recvPacket`.
pub(super) const AHEAD: usize = 1 << 16;

thread_local! {
    /// Where reads go before they become PHP strings; nobody keeps it over a wait.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Runs `read` on a buffer of `size` bytes.
fn with_scratch<T>(size: usize, read: impl FnOnce(&mut [u8]) -> T) -> T {
    SCRATCH.with_borrow_mut(|scratch| {
        if scratch.len() < size {
            scratch.resize(size, 0);
        }
        let result = read(&mut scratch[..size]);
        if scratch.len() > AHEAD * 4 {
            scratch.truncate(AHEAD);
            scratch.shrink_to_fit();
        }
        result
    })
}

/// A few bytes more or less than were hoped for.
pub(super) struct Partial {
    pub data: Vec<u8>,
    /// Why it is less.
    pub stopped: Option<Stop>,
}

impl CoSocket {
    /// One read; empty: the peer has ended. `take` turns the bytes into what the caller wants.
    pub fn receive<T>(&self, length: usize, limit: &Limit, take: impl Fn(&[u8]) -> T) -> Done<T> {
        if self.has_packets_ahead() {
            let mut buffer = self.buffer.borrow_mut();
            let length = length.min(buffer.len());
            return Ok(take(&buffer.split_to(length)));
        }
        self.read_once(length, limit, take)
    }

    /// What was read ahead for `recvPacket` belongs to whoever reads next. (`recvWithBuffer` and `recvLine` keep theirs.)
    fn has_packets_ahead(&self) -> bool {
        self.packets.borrow().is_some() && !self.buffer.borrow().is_empty()
    }

    fn read_once<T>(&self, length: usize, limit: &Limit, take: impl Fn(&[u8]) -> T) -> Done<T> {
        let wanted = length.min(CHUNK);
        if let Some(session) = self.session() {
            return self.step_by_step(&session, Way::Read, limit, &mut |session| {
                with_scratch(wanted, |buffer| session.read(buffer).map(|got| take(&buffer[..got])))
            });
        }
        let stream = self.is_stream();
        self.operate(Way::Read, limit, &mut |socket| {
            with_scratch(wanted, |buffer| {
                let got = socket_io::receive(socket.as_fd(), buffer, 0)?;
                Ok(Step { value: take(&buffer[..got]), drained: stream && got > 0 && got < wanted })
            })
        })
    }

    /// One read for code that polls by itself, for several coroutines perhaps; 0: the peer has ended. `cx` is woken when it is worth another try.
    pub fn poll_receive(&self, cx: &mut Context<'_>, take: &dyn Fn(&[u8])) -> Poll<Done<usize>> {
        let taken = |buffer: &[u8]| {
            take(buffer);
            buffer.len()
        };
        if let Some(session) = self.session() {
            return self.poll_step(&session, cx, &mut |session| {
                with_scratch(AHEAD, |buffer| session.read(buffer).map(|got| taken(&buffer[..got])))
            });
        }
        let polled = self.inner.poll_io(Way::Read, cx, &mut |socket| {
            with_scratch(AHEAD, |buffer| {
                let got = socket_io::receive(socket.as_fd(), buffer, 0)?;
                Ok(Step { value: taken(&buffer[..got]), drained: got > 0 && got < AHEAD })
            })
        });
        polled.map(|got| Ok(got?))
    }

    /// What waits in the kernel, without taking it or waiting for it.
    pub fn peek<T>(&self, length: usize, take: impl Fn(&[u8]) -> T) -> Done<T> {
        if let Some(session) = self.session() {
            let got = with_scratch(length.min(CHUNK), |buffer| session.peek(buffer).map(|got| take(&buffer[..got])));
            return got.map_err(tls::stop);
        }
        let got = with_scratch(length.min(CHUNK), |buffer| {
            let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
            socket_io::receive(self.inner.as_fd(), buffer, flags).map(|got| take(&buffer[..got]))
        });
        Ok(got?)
    }

    /// As [`CoSocket::peek`], once something is there.
    pub fn peek_waiting<T>(&self, length: usize, limit: &Limit, take: impl Fn(&[u8]) -> T) -> Done<T> {
        if let Some(session) = self.session() {
            return self.step_by_step(&session, Way::Read, limit, &mut |session| {
                with_scratch(length.min(CHUNK), |buffer| session.peek(buffer).map(|got| take(&buffer[..got])))
            });
        }
        self.operate(Way::Read, limit, &mut |socket| {
            with_scratch(length.min(CHUNK), |buffer| {
                let got = socket_io::receive(socket.as_fd(), buffer, libc::MSG_PEEK)?;
                Ok(Step::more(take(&buffer[..got])))
            })
        })
    }

    /// Reads until `length` bytes are there. What arrived before an end or a failure is given all the same.
    pub(super) fn receive_all(&self, length: usize, limit: &Limit) -> Partial {
        let mut data = Vec::with_capacity(length.min(CHUNK));
        while data.len() < length {
            let start = data.len();
            match self.read_into(&mut data, length - start, limit) {
                Ok(0) => break,
                Ok(_) => {}
                Err(stop) => return Partial { data, stopped: Some(stop) },
            }
        }
        Partial { data, stopped: None }
    }

    fn read_into(&self, data: &mut Vec<u8>, more: usize, limit: &Limit) -> Done<usize> {
        let (start, wanted) = (data.len(), more.min(CHUNK));
        data.resize(start + wanted, 0);
        let read = match self.session() {
            Some(session) => {
                self.step_by_step(&session, Way::Read, limit, &mut |session| session.read(&mut data[start..]))
            }
            None => self.operate(Way::Read, limit, &mut |socket| {
                let got = socket_io::receive(socket.as_fd(), &mut data[start..], 0)?;
                Ok(Step { value: got, drained: got > 0 && got < wanted })
            }),
        };
        data.truncate(start + *read.as_ref().unwrap_or(&0));
        read
    }

    /// `recvAll`: what came before a failure counts; a failure with nothing does not.
    pub fn receive_exactly(&self, length: usize, limit: &Limit) -> Done<(Vec<u8>, Option<Stop>)> {
        let partial = self.receive_all(length, limit);
        match partial.stopped {
            Some(stop @ Stop::Raised(_)) => Err(stop),
            Some(stop) if partial.data.is_empty() => Err(stop),
            stopped => Ok((partial.data, stopped)),
        }
    }

    /// Reads ahead into the buffer; 0: the peer has ended.
    pub(super) fn fill(&self, limit: &Limit) -> Done<usize> {
        let received = self.read_once(AHEAD, limit, |bytes| {
            self.buffer.borrow_mut().extend_from_slice(bytes);
            bytes.len()
        })?;
        Ok(received)
    }

    pub(super) fn buffer(&self) -> &RefCell<BytesMut> {
        &self.buffer
    }

    /// Up to `length` bytes, from what was read ahead where there is enough of it. What is there when the wait fails is given, with
    /// the failure beside it.
    pub fn receive_buffered(&self, length: usize, limit: &Limit) -> Done<(BytesMut, Option<Stop>)> {
        let mut failed = None;
        if self.buffer.borrow().len() < length {
            match self.fill(limit) {
                Ok(_) => {}
                Err(stop @ Stop::Raised(_)) => return Err(stop),
                Err(stop) if self.buffer.borrow().is_empty() => return Err(stop),
                Err(stop) => failed = Some(stop),
            }
        }
        let mut buffer = self.buffer.borrow_mut();
        let length = length.min(buffer.len());
        Ok((buffer.split_to(length), failed))
    }

    /// Up to and with the next end of line (`\n` or `\r`), at most `length` bytes. What there is of a line when the wait fails stays
    /// for the next call.
    pub fn receive_line(&self, length: usize, limit: &Limit) -> Done<BytesMut> {
        let mut seen = 0;
        loop {
            {
                let mut buffer = self.buffer.borrow_mut();
                let shown = buffer.len().min(length);
                let end = buffer[seen.min(shown)..shown].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                if let Some(end) = end {
                    return Ok(buffer.split_to(seen + end + 1));
                }
                if shown == length {
                    return Ok(buffer.split_to(length));
                }
                seen = shown;
            }
            if self.fill(limit)? == 0 {
                return Ok(self.buffer.borrow_mut().split());
            }
        }
    }

    /// One datagram and who sent it.
    pub fn receive_from<T>(&self, length: usize, limit: &Limit, take: impl Fn(&[u8]) -> T) -> Done<(T, Option<Name>)> {
        self.operate(Way::Read, limit, &mut |socket| {
            with_scratch(length.min(CHUNK), |buffer| {
                let (got, name) = socket_io::receive_from(socket.as_fd(), buffer, 0)?;
                Ok(Step::more((take(&buffer[..got]), name)))
            })
        })
    }

    /// One `readv(2)` into pieces of those sizes; the pieces that got something.
    pub fn receive_vector(&self, sizes: &[usize], limit: &Limit) -> Done<Vec<Vec<u8>>> {
        if self.is_secure() {
            let data = self.read_once(sizes.iter().sum(), limit, <[u8]>::to_vec)?;
            return Ok(pieces_of(&data, sizes));
        }
        let mut pieces: Vec<Vec<u8>> = sizes.iter().map(|&size| vec![0; size]).collect();
        let got = self.operate(Way::Read, limit, &mut |socket: &Socket| -> io::Result<Step<usize>> {
            let mut slices: Vec<_> = pieces.iter_mut().map(|piece| IoSliceMut::new(piece)).collect();
            socket_io::read_vectored(socket.as_fd(), &mut slices).map(Step::more)
        })?;
        Ok(cut(pieces, got))
    }

    /// As [`CoSocket::receive_vector`], until all pieces are full.
    pub fn receive_vector_all(&self, sizes: &[usize], limit: &Limit) -> Done<(Vec<Vec<u8>>, Option<Stop>)> {
        let (data, stopped) = self.receive_exactly(sizes.iter().sum(), limit)?;
        Ok((pieces_of(&data, sizes), stopped))
    }
}

/// The bytes in pieces of those sizes, as far as they go.
fn pieces_of(mut data: &[u8], sizes: &[usize]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::with_capacity(sizes.len());
    for &size in sizes {
        if data.is_empty() {
            break;
        }
        let piece = &data[..size.min(data.len())];
        pieces.push(piece.to_vec());
        data.advance(piece.len());
    }
    pieces
}

fn cut(mut pieces: Vec<Vec<u8>>, mut got: usize) -> Vec<Vec<u8>> {
    pieces.retain_mut(|piece| {
        piece.truncate(got);
        got -= piece.len();
        !piece.is_empty()
    });
    pieces
}
