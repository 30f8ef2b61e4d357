//! Connections that are open and do nothing: what a connection costs a server that waits for it.

use std::io::{self, Read};
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
        let mut dialer = Dialer::new(target, 0);
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

    /// How many of them the server has closed meanwhile.
    pub fn closed_by_server(&mut self) -> usize {
        self.sockets
            .iter()
            .filter(|socket| !matches!((&**socket).read(&mut [0; 1]), Err(error) if error.kind() == io::ErrorKind::WouldBlock))
            .count()
    }
}
