//! Connections that have asked once and then do nothing: what a connection costs a server that waits for it.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use socket2::Socket;

use crate::connect::Dialer;
use crate::reply::Reader;
use crate::speech::Speech;
use crate::stream::hear_opening;

const PATIENCE: Duration = Duration::from_secs(10);

pub struct Idle {
    sockets: Vec<Socket>,
}

impl Idle {
    /// Opens `connections`, pausing now and then so that the server's backlog is not the limit.
    pub fn open(target: SocketAddr, connections: usize) -> io::Result<Idle> {
        let mut dialer = Dialer::new(target);
        let mut sockets = Vec::with_capacity(connections);
        for index in 0..connections {
            let socket = dialer.open().map_err(|error| {
                io::Error::new(error.kind(), format!("connection {index} of {connections} failed: {error}"))
            })?;
            sockets.push(socket);
            if index % 100 == 99 {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        Ok(Idle { sockets })
    }

    /// One request on each connection, answered, as a client that stays connected has behind it. Buffers that a server keeps
    /// for a connection after its first request count as the cost of the connection.
    pub fn exchange_once(&mut self, speech: &Speech) -> io::Result<()> {
        for batch in self.sockets.chunks(64) {
            for socket in batch {
                socket.set_nonblocking(false)?;
                socket.set_read_timeout(Some(PATIENCE))?;
                (&*socket).write_all(&speech.opening)?;
            }
            for socket in batch {
                hear_opening(&mut &*socket, &speech.opening)?;
                (&*socket).write_all(&speech.request)?;
            }
            for socket in batch {
                hear(socket, speech)?;
                socket.set_nonblocking(true)?;
            }
        }
        Ok(())
    }

    /// How many of them the server has closed meanwhile.
    pub fn closed_by_server(&mut self) -> usize {
        self.sockets
            .iter()
            .filter(|socket| !matches!((&**socket).read(&mut [0; 1]), Err(error) if error.kind() == io::ErrorKind::WouldBlock))
            .count()
    }
}

/// What a server makes once, such as the rings between its processes, is no connection's: one client asks so many `times`, and leaves.
pub fn warm_up(target: SocketAddr, speech: &Speech, times: usize) -> io::Result<()> {
    let socket = Dialer::new(target).open()?;
    socket.set_nonblocking(false)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    (&socket).write_all(&speech.opening)?;
    hear_opening(&mut &socket, &speech.opening)?;
    for _ in 0..times {
        (&socket).write_all(&speech.request)?;
        hear(&socket, speech)?;
    }
    Ok(())
}

/// Awaits the reply to one request.
fn hear(mut socket: &Socket, speech: &Speech) -> io::Result<()> {
    let (mut reader, mut buffer) = (Reader::new(speech), vec![0; 64 * 1024]);
    loop {
        match socket.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            size => match reader.take(speech, &buffer[..size]) {
                Ok(0) => {}
                Ok(_) => return Ok(()),
                Err(wrong) => return Err(io::Error::other(wrong)),
            },
        }
    }
}
