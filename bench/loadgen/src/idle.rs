//! Connections that have asked once and then do nothing: what a connection costs a server that waits for it.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use socket2::Socket;

use crate::connect::Dialer;

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
    pub fn exchange_once(&mut self, bytes: usize) -> io::Result<()> {
        let request = vec![b'x'; bytes];
        let mut reply = vec![0; bytes];
        for batch in self.sockets.chunks(64) {
            for mut socket in batch {
                socket.write_all(&request)?;
            }
            for mut socket in batch {
                socket.set_nonblocking(false)?;
                socket.set_read_timeout(Some(Duration::from_secs(10)))?;
                socket.read_exact(&mut reply)?;
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
