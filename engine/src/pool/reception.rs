//! Visitors of a pool (`SWOOLE_IPC_SOCKET`): each connects, says one request that begins with its length (four bytes, network order), gets one
//! answer of the same form, and is gone. All workers listen on the same sockets; who is idle accepts. Must not know what is asked.
//!
//! A visitor who takes his time keeps nobody: the others are served meanwhile. One that has said nothing holds a place among
//! [`MOST`]; who came first leaves first when there are more.

use std::collections::VecDeque;
use std::io;
use std::net::TcpListener;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixListener;
use std::time::Duration;

use crate::net::Listener;
use crate::protocol::{Codec, Decoded, Length, LengthField, LengthType};
use crate::sys::pipe::{self, Half, Patience};
use crate::sys::socket_io::{self, Wanted};

/// The places of one worker.
pub struct Reception {
    doors: Vec<Door>,
    visitors: VecDeque<Visitor>,
    longest: usize,
    buffer: Vec<u8>,
}

enum Door {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// One connection.
pub struct Visitor {
    socket: OwnedFd,
    input: Vec<u8>,
    codec: Length,
}

/// A whole request, and who waits for the answer.
pub struct Request {
    pub visitor: Visitor,
    pub data: Vec<u8>,
}

enum Heard {
    Request(Vec<u8>),
    NotYet,
    /// Gone, or not to be listened to.
    Over,
}

impl Reception {
    /// In a worker. `longest`: bytes of a request, without its length.
    pub fn open<'a>(listeners: impl Iterator<Item = &'a Listener>, longest: usize) -> io::Result<Reception> {
        let doors = listeners.map(|listener| {
            let own = listener.as_fd().try_clone_to_owned()?;
            Ok(if listener.local().path().is_some() { Door::Unix(own.into()) } else { Door::Tcp(own.into()) })
        });
        Ok(Reception {
            doors: doors.collect::<io::Result<_>>()?,
            visitors: VecDeque::new(),
            longest,
            buffer: vec![0; READ],
        })
    }

    /// Waits for the next request. None: one of `wakes` is readable, or a signal came.
    pub fn next(&mut self, wakes: &[RawFd]) -> io::Result<Option<Request>> {
        loop {
            let mut wanted: Vec<(RawFd, Wanted)> = wakes.iter().map(|&fd| (fd, Wanted::Read)).collect();
            wanted.extend(self.doors.iter().map(|door| (door.fd(), Wanted::Read)));
            wanted.extend(self.visitors.iter().map(|visitor| (visitor.socket.as_raw_fd(), Wanted::Read)));
            let ready = socket_io::wait_for_any(&wanted, None)?;
            let (woken, rest) = ready.split_at(wakes.len());
            let (doors, visitors) = rest.split_at(self.doors.len());
            if woken.contains(&true) || !ready.contains(&true) {
                return Ok(None);
            }
            if let Some(request) = self.listen_to(visitors) {
                return Ok(Some(request));
            }
            for at in (0..doors.len()).filter(|&at| doors[at]) {
                // Nobody: another worker was quicker, or the visitor has left.
                if let Some(socket) = self.doors[at].accept()? {
                    self.admit(socket);
                }
            }
        }
    }

    fn admit(&mut self, socket: OwnedFd) {
        if self.visitors.len() >= MOST {
            self.visitors.pop_front();
            tracing::warn!("{MOST} clients of the pool have connected and said nothing: the first of them is let go");
        }
        let visitor = Visitor { socket, input: Vec::new(), codec: request_codec(self.longest) };
        self.visitors.push_back(visitor);
    }

    fn listen_to(&mut self, ready: &[bool]) -> Option<Request> {
        let mut over = Vec::new();
        let mut found = None;
        for at in (0..ready.len()).filter(|&at| ready[at]) {
            match self.visitors[at].hear(&mut self.buffer) {
                Heard::NotYet => {}
                Heard::Over => over.push(at),
                Heard::Request(data) => {
                    found = Some((at, data));
                    break;
                }
            }
        }
        let request = found.and_then(|(at, data)| {
            let visitor = self.visitors.remove(at)?;
            Some(Request { visitor, data })
        });
        // Indexes below the one that was taken out are still right.
        for at in over.into_iter().rev() {
            self.visitors.remove(at);
        }
        request
    }
}

impl Door {
    fn fd(&self) -> RawFd {
        match self {
            Door::Tcp(listener) => listener.as_raw_fd(),
            Door::Unix(listener) => listener.as_raw_fd(),
        }
    }

    fn accept(&self) -> io::Result<Option<OwnedFd>> {
        let accepted = match self {
            Door::Tcp(listener) => listener.accept().map(|(stream, _)| OwnedFd::from(stream)),
            Door::Unix(listener) => listener.accept().map(|(stream, _)| OwnedFd::from(stream)),
        };
        match accepted {
            Ok(socket) => Ok(Some(socket)),
            Err(error) => match error.raw_os_error() {
                Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM) => Err(error),
                _ => Ok(None),
            },
        }
    }
}

impl Visitor {
    fn hear(&mut self, buffer: &mut [u8]) -> Heard {
        match socket_io::receive(self.socket.as_fd(), buffer, libc::MSG_DONTWAIT) {
            Ok(0) => return Heard::Over,
            Ok(length) => self.input.extend_from_slice(&buffer[..length]),
            Err(error) => {
                let again = matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted);
                return if again { Heard::NotYet } else { Heard::Over };
            }
        }
        match self.codec.decode(&self.input) {
            // A request of no bytes asks for nothing.
            Ok(Decoded::Packet { length: LENGTH }) => Heard::Over,
            Ok(Decoded::Packet { length }) => Heard::Request(self.input[LENGTH..length].to_vec()),
            Ok(Decoded::Incomplete { .. }) => Heard::NotYet,
            Err(violation) => {
                tracing::warn!("a client of the pool is let go: {violation} (max_package_size)");
                Heard::Over
            }
        }
    }

    /// Sends the answer, unless it is empty, and ends the connection.
    pub fn answer(self, data: &[u8]) -> io::Result<()> {
        if !data.is_empty() {
            let length = u32::try_from(data.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
            let patience = Patience::Until(ANSWER_TIME);
            for part in [&length.to_be_bytes()[..], data] {
                if pipe::write(self.socket.as_fd(), part, patience)? < part.len() {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
        }
        // What lies unread at a close makes the kernel reset the connection, and the answer with it.
        let _ = pipe::shut(self.socket.as_fd(), Half::Write);
        let mut rest = [0; 4096];
        while matches!(socket_io::receive(self.socket.as_fd(), &mut rest, libc::MSG_DONTWAIT), Ok(1..)) {}
        Ok(())
    }
}

fn request_codec(longest: usize) -> Length {
    let kind = LengthType::from_letter(b'N').expect("a letter of pack()");
    Length::new(LengthField { kind, offset: 0, body_offset: LENGTH as i64 }, longest.saturating_add(LENGTH))
}

/// Bytes of the length before each request and answer.
const LENGTH: usize = 4;
/// Visitors that one worker listens to at a time.
const MOST: usize = 512;
const READ: usize = 64 << 10;
/// How long a visitor may take to read the answer: the worker waits for him.
const ANSWER_TIME: Duration = Duration::from_secs(30);
