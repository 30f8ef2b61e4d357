//! Sending: once, completely, in pieces, from a file, to an address.

use std::fs::File;
use std::io::{self, IoSlice};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::task::{Context, Poll};

use rswoole_engine::net::tls::Fault;
use rswoole_engine::net::{Step, Target, Way};
use rswoole_engine::sys::socket_io;

use super::CoSocket;
use super::connect::Host;
use super::failure::{Done, Failure, Stop};
use super::tls;
use super::wait::Limit;
use crate::errors::code;

impl CoSocket {
    /// As much as the kernel takes at once; waits while it takes nothing.
    pub fn send(&self, data: &[u8], limit: &Limit) -> Done<usize> {
        if data.is_empty() && self.is_stream() {
            return Ok(0);
        }
        if let Some(session) = self.session() {
            return self.step_by_step(&session, Way::Write, limit, &mut |tls| tls.write(data));
        }
        self.operate(Way::Write, limit, &mut |socket| socket_io::send(socket.as_fd(), data, 0).map(Step::more))
    }

    /// As [`CoSocket::send`], for code that polls by itself. `cx` is woken when it is worth another try.
    pub fn poll_send(&self, data: &[u8], cx: &mut Context<'_>) -> Poll<Done<usize>> {
        if let Some(session) = self.session() {
            return self.poll_step(&session, cx, &mut |tls| tls.write(data));
        }
        let polled =
            self.inner.poll_io(Way::Write, cx, &mut |socket| socket_io::send(socket.as_fd(), data, 0).map(Step::more));
        polled.map(|sent| Ok(sent?))
    }

    /// As much as the kernel takes now, which may be nothing.
    pub fn send_now(&self, data: &[u8]) -> Done<usize> {
        if let Some(session) = self.session() {
            return match session.write(data) {
                Err(Fault::Want(_)) => Ok(0),
                done => done.map_err(tls::stop),
            };
        }
        match socket_io::send(self.inner.as_fd(), data, 0) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(0),
            done => Ok(done?),
        }
    }

    /// All of it. A failure after a part tells how much went, beside why.
    pub fn send_all(&self, data: &[u8], limit: &Limit) -> Done<(usize, Option<Stop>)> {
        let mut sent = 0;
        while sent < data.len() {
            match self.send(&data[sent..], limit) {
                Ok(more) => {
                    sent += more;
                    limit.went_on();
                }
                Err(stop @ Stop::Raised(_)) => return Err(stop),
                Err(stop) if sent == 0 => return Err(stop),
                Err(stop) => return Ok((sent, Some(stop))),
            }
        }
        Ok((sent, None))
    }

    /// One `writev(2)`.
    pub fn send_vector(&self, pieces: &[&[u8]], limit: &Limit) -> Done<usize> {
        if self.is_secure() {
            return self.send(&pieces.concat(), limit);
        }
        let slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        self.operate(Way::Write, limit, &mut |socket| {
            socket_io::write_vectored(socket.as_fd(), &slices).map(Step::more)
        })
    }

    pub fn send_vector_all(&self, pieces: &[&[u8]], limit: &Limit) -> Done<(usize, Option<Stop>)> {
        if self.is_secure() {
            return self.send_all(&pieces.concat(), limit);
        }
        let mut slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let mut left = &mut slices[..];
        let mut sent = 0;
        while !left.is_empty() {
            let step = self.operate(Way::Write, limit, &mut |socket| {
                socket_io::write_vectored(socket.as_fd(), left).map(Step::more)
            });
            match step {
                Ok(more) => {
                    sent += more;
                    IoSlice::advance_slices(&mut left, more);
                }
                Err(stop @ Stop::Raised(_)) => return Err(stop),
                Err(stop) if sent == 0 => return Err(stop),
                Err(stop) => return Ok((sent, Some(stop))),
            }
        }
        Ok((sent, None))
    }

    /// A part of a file, by `sendfile(2)`; `length` 0: all behind `offset`.
    pub fn send_file(&self, path: &Path, offset: u64, length: u64, limit: &Limit) -> Done<()> {
        let cannot_open = |error: &io::Error| {
            let failure = Stop::from(io::Error::from_raw_os_error(error.raw_os_error().unwrap_or(libc::EIO)));
            match failure {
                Stop::Failed(failure) => {
                    let text = format!("open({}) failed, {}", path.display(), failure.text());
                    Stop::Failed(Failure::with_text(failure.code, text))
                }
                raised => raised,
            }
        };
        let file = File::open(path).map_err(|error| cannot_open(&error))?;
        let meta = file.metadata().map_err(|error| cannot_open(&error))?;
        if meta.is_dir() {
            return Err(not_a_file(self.fd(), path));
        }
        let end = if length == 0 { meta.len() } else { offset.saturating_add(length) };
        self.send_open_file(&file, offset, end, limit)
    }

    /// As [`CoSocket::send_file`], of a file that is open.
    pub fn send_open_file(&self, file: &File, offset: u64, end: u64, limit: &Limit) -> Done<()> {
        let mut position = i64::try_from(offset).map_err(|_| Stop::code(libc::EINVAL.into()))?;
        while (position as u64) < end {
            let left = usize::try_from(end - position as u64).unwrap_or(usize::MAX).min(1 << 30);
            if self.is_secure() {
                position += self.send_encrypted(file, position as u64, left, limit)? as i64;
                limit.went_on();
                continue;
            }
            let sent = self.operate(Way::Write, limit, &mut |socket| {
                socket_io::send_file(socket.as_fd(), file.as_fd(), &mut position, left).map(Step::more)
            })?;
            if sent == 0 {
                let text = "sendfile return zero".to_owned();
                return Err(Failure::with_text(code::SYSTEM_CALL_FAIL, text).into());
            }
            limit.went_on();
        }
        Ok(())
    }

    /// A piece of a file, whose bytes have to be seen.
    fn send_encrypted(&self, file: &File, offset: u64, most: usize, limit: &Limit) -> Done<usize> {
        let mut buffer = vec![0; most.min(FILE_PIECE)];
        let read = file.read_at(&mut buffer, offset)?;
        if read == 0 {
            return Err(Failure::with_text(code::SYSTEM_CALL_FAIL, "sendfile return zero".to_owned()).into());
        }
        match self.send_all(&buffer[..read], limit)? {
            (_, Some(stop)) => Err(stop),
            (sent, None) => Ok(sent),
        }
    }

    /// One datagram; does not wait.
    pub fn send_to(&self, host: &[u8], port: i64, data: &[u8]) -> Done<usize> {
        if self.is_stream() {
            return Err(Stop::code(libc::EPROTONOSUPPORT.into()));
        }
        let limit = Limit::new(0.0, self.timeouts.get().dns);
        let target = self.target(Host { name: host, port }, &limit)?;
        self.send_datagram(data, &target)
    }

    pub fn send_datagram(&self, data: &[u8], target: &Target) -> Done<usize> {
        Ok(self.inner.send_to(data, target)?)
    }
}

/// What of a file is read at once when it can not go by `sendfile(2)`.
const FILE_PIECE: usize = 64 << 10;

fn not_a_file(fd: i32, path: &Path) -> Stop {
    let invalid = Failure::code(libc::EINVAL.into());
    let text = format!("sendfile({fd}, {}) failed, {}", path.display(), invalid.text());
    Failure::with_text(invalid.code, text).into()
}
