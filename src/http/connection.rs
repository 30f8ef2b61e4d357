//! One connection of `Coroutine\Http\Server`: its socket, what was read ahead, and how its current answer stands. Must not know requests or
//! PHP objects.

use std::cell::{Cell, RefCell};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::{Rc, Weak};
use std::time::Duration;

use bytes::BytesMut;
use rswoole_engine::protocol::websocket::{Inflater, Role};
use rswoole_engine::worker::{After, OutgoingFile, SendError};

use super::outlet::Outlet;
use super::talk::{Compression, Talk, Wishes, send_whole};
use super::websocket::{Agreement, Deflate};
use crate::class::websocket_frame::{LARGEST_WINDOW, SMALLEST_WINDOW};
use crate::coroutine::{self, Waiter};
use crate::socket::{CoSocket, Done, Limit, Stop, Way};
use crate::zend::{self, Outcome, Raised};

pub struct Connection {
    pub socket: Rc<CoSocket>,
    pub input: RefCell<BytesMut>,
    /// Waits for a request: it may be ended at any time.
    pub idle: Cell<bool>,
    /// The server has ended: the current answer is the last.
    pub last: Cell<bool>,
    /// What the current request asks for, if it asks for WebSocket: what to answer.
    pub handshake: RefCell<Option<Result<Agreement, Vec<u8>>>>,
    /// The connection speaks WebSocket.
    pub talk: RefCell<Option<Rc<Talk>>>,
    /// Bytes of a message of WebSocket, and what of its frames the application sees.
    most: usize,
    wishes: Wishes,
    answered: Cell<Option<After>>,
    /// What is to be sent in place of an answer that nobody gives.
    last_words: RefCell<Option<Vec<u8>>>,
    waiter: RefCell<Option<Rc<Waiter>>>,
}

impl Connection {
    pub fn new(socket: Rc<CoSocket>, most: usize, wishes: Wishes) -> Connection {
        Connection {
            socket,
            input: RefCell::default(),
            idle: Cell::new(false),
            last: Cell::new(false),
            handshake: RefCell::default(),
            talk: RefCell::default(),
            most,
            wishes,
            answered: Cell::new(None),
            last_words: RefCell::default(),
            waiter: RefCell::default(),
        }
    }

    /// A request begins.
    pub fn begin(&self, handshake: Option<Result<Agreement, Vec<u8>>>) {
        self.answered.set(None);
        self.last_words.take();
        self.handshake.replace(handshake);
    }

    /// The handshake is answered.
    pub fn begin_talk(&self, deflate: Option<Deflate>) {
        let compression = deflate.map(|deflate| Compression {
            window: if deflate.small_window { SMALLEST_WINDOW } else { LARGEST_WINDOW },
            inflater: Inflater::new(false),
        });
        self.talk.replace(Some(Rc::new(Talk::new(Role::Server, self.most, self.wishes, compression))));
    }

    /// Waits until the answer is complete, whoever gives it.
    pub fn answered(&self) -> Outcome<After> {
        loop {
            let last_words = self.last_words.take();
            if let Some(bytes) = last_words {
                match send_whole(&self.socket, &bytes, &self.write_limit()) {
                    Err(Stop::Raised(raised)) => return Err(raised),
                    // A client that is gone needs no answer.
                    Err(Stop::Failed(_)) => return Ok(After::Close),
                    Ok(()) => {}
                }
            }
            if let Some(after) = self.answered.get() {
                return Ok(after);
            }
            let Some(own) = coroutine::current() else { return Ok(After::Close) };
            let waiter = Waiter::new(own);
            self.waiter.replace(Some(Rc::clone(&waiter)));
            let waited = waiter.wait(None);
            self.waiter.replace(None);
            if let Err(cancelled) = waited {
                return cancelled.reply(After::Close);
            }
        }
    }

    /// Reads more of what the client sends; 0: it has ended.
    pub fn read(&self, limit: &Limit) -> Done<usize> {
        self.socket.receive(AT_ONCE, limit, |bytes| {
            self.input.borrow_mut().extend_from_slice(bytes);
            bytes.len()
        })
    }

    /// Nobody is late who reads on, however slowly.
    pub fn write_limit(&self) -> Limit {
        Limit::of_silence(self.socket.timeouts.get().write)
    }

    /// Between two requests a connection keeps no more than small ones need: most do nothing most of the time.
    pub fn rest(&self) {
        let mut input = self.input.borrow_mut();
        if input.is_empty() && input.capacity() > KEPT {
            *input = BytesMut::new();
        }
    }

    /// Ends it so that the client gets to read what was sent: unread input would make the system reset the connection.
    pub fn linger(&self) -> Outcome<()> {
        let limit = Limit::new(LINGER.as_secs_f64(), 0.0);
        let done = self.socket.shutdown(SEND_ONLY).and_then(|()| {
            for _ in 0..MOST_READS {
                if self.socket.receive(AT_ONCE, &limit, <[u8]>::len)? == 0 {
                    break;
                }
            }
            Ok(())
        });
        match done {
            Err(Stop::Raised(raised)) => Err(raised),
            _ => Ok(()),
        }
    }

    /// Nothing more is sent; what was sent is read in peace.
    pub fn finish_sending(&self) -> Outcome<()> {
        match self.socket.shutdown(SEND_ONLY) {
            Err(Stop::Raised(raised)) => Err(raised),
            _ => Ok(()),
        }
    }

    /// Ends the wait of an idle one.
    pub fn wake_idle(&self) -> Outcome<()> {
        if self.idle.get() {
            self.socket.cancel(Way::Read)?;
        }
        Ok(())
    }

    fn settle(&self, after: After) {
        self.answered.set(Some(after));
        let waiter = self.waiter.borrow().clone();
        if let Some(waiter) = waiter {
            waiter.wake();
        }
    }

    fn sent(&self, done: Done<()>, after: Option<After>) -> Result<(), SendError> {
        match done {
            Ok(()) => {
                if let Some(after) = after {
                    self.settle(after);
                }
                Ok(())
            }
            Err(stop) => {
                if let Stop::Raised(Raised::Bailout) = stop {
                    zend::raise_bailout_later();
                }
                self.settle(After::Close);
                Err(SendError::NoSession)
            }
        }
    }
}

/// What the answers of a connection hold.
pub struct SocketOutlet {
    connection: Rc<Connection>,
    /// A coroutine waits for the end of the answer.
    attended: bool,
}

impl SocketOutlet {
    pub fn new(connection: &Rc<Connection>) -> SocketOutlet {
        SocketOutlet { connection: Rc::clone(connection), attended: true }
    }

    /// On a socket that the application serves by itself.
    pub fn unattended(connection: &Rc<Connection>) -> SocketOutlet {
        SocketOutlet { connection: Rc::clone(connection), attended: false }
    }
}

impl Outlet for SocketOutlet {
    fn respond(&self, [first, second]: [&[u8]; 2], after: Option<After>) -> Result<(), SendError> {
        let connection = &self.connection;
        let limit = connection.write_limit();
        let done = if second.is_empty() {
            send_whole(&connection.socket, first, &limit)
        } else if second.len() <= TOGETHER {
            send_whole(&connection.socket, &[first, second].concat(), &limit)
        } else {
            send_whole(&connection.socket, first, &limit).and_then(|()| send_whole(&connection.socket, second, &limit))
        };
        connection.sent(done, after)
    }

    fn send_file(&self, file: OutgoingFile) -> Result<(), SendError> {
        let connection = &self.connection;
        let path = Path::new(std::ffi::OsStr::from_bytes(&file.path));
        let done = connection.socket.send_file(path, file.offset, file.length, &connection.write_limit());
        connection.sent(done, None)
    }

    /// Sending waits by itself.
    fn wait_for_room(&self) -> Outcome<bool> {
        Ok(false)
    }

    fn close(&self) -> Result<(), SendError> {
        let done = self.connection.socket.shutdown(BOTH);
        self.connection.settle(After::Close);
        done.map_err(|_| SendError::NoSession)
    }

    fn abandoned(&self, last_words: &[u8], after: After) {
        if !self.attended {
            // Nobody sends it later: a client that does not read gets nothing.
            if self.connection.socket.bound(Way::Write) == 0 {
                let _ = self.connection.socket.send(last_words, &Limit::now());
            }
            return;
        }
        self.connection.last_words.replace(Some(last_words.to_vec()));
        self.connection.settle(after);
    }

    fn connection(&self) -> Option<&Connection> {
        Some(&self.connection)
    }
}

/// The connections of a server, so that its end reaches the idle ones.
#[derive(Default)]
pub struct Connections(RefCell<Vec<Weak<Connection>>>);

impl Connections {
    pub fn note(&self, connection: &Rc<Connection>) {
        let mut all = self.0.borrow_mut();
        if all.len() == all.capacity() {
            all.retain(|connection| connection.strong_count() > 0);
        }
        all.push(Rc::downgrade(connection));
    }

    /// The idle ones at once, the others with their answer.
    pub fn end(&self) -> Outcome<()> {
        let all: Vec<_> = self.0.borrow().iter().filter_map(Weak::upgrade).collect();
        for connection in all {
            connection.last.set(true);
            connection.wake_idle()?;
        }
        Ok(())
    }
}

const AT_ONCE: usize = 64 << 10;
/// What an idle connection may keep of its input's memory.
const KEPT: usize = 4 << 10;
/// A body that is put behind its head: copying it costs less than a second write.
const TOGETHER: usize = 16 << 10;
/// How long, and how much, is read of what nobody wants any more.
const LINGER: Duration = Duration::from_secs(2);
const MOST_READS: usize = 64;
const SEND_ONLY: i64 = 1;
const BOTH: i64 = 2;
