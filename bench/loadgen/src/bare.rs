//! A server without PHP, protocol or state: what comes is written back, in one loop over epoll. A request costs it a share of an
//! `epoll_wait`, a read and a write, as it costs any server, so nobody who makes these three calls can answer much more than this.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use mio::net::{TcpListener, TcpStream, UdpSocket};
use mio::{Events, Interest, Poll, Token};

/// Requests of the load are shorter, so a read that fills less has taken all there is.
const BUFFER: usize = 65_536;
const ENTRANCE: Token = Token(0);
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nServer: bare\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\nHello World";

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reply {
    Echo,
    /// The same answer of HTTP to all that comes.
    Http,
    /// Echo of datagrams.
    Datagrams,
}

impl Reply {
    pub fn name(self) -> &'static str {
        match self {
            Reply::Echo => "echo",
            Reply::Http => "http",
            Reply::Datagrams => "udp",
        }
    }
}

impl FromStr for Reply {
    type Err = String;

    fn from_str(name: &str) -> Result<Reply, String> {
        let all = [Reply::Echo, Reply::Http, Reply::Datagrams];
        all.into_iter().find(|reply| reply.name() == name).ok_or_else(|| format!("{name} is none of echo, http, udp"))
    }
}

/// Serves until the process is ended.
pub fn serve(port: u16, reply: Reply) -> io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    // Who waits for the server asks by TCP whether it is there, also where datagrams are served.
    let mut listener = TcpListener::bind(address)?;
    let mut poll = Poll::new()?;
    match reply {
        Reply::Echo => streams(&mut poll, &mut listener, |read| read),
        Reply::Http => streams(&mut poll, &mut listener, |_| ANSWER),
        Reply::Datagrams => datagrams(&mut poll, UdpSocket::bind(address)?),
    }
}

fn streams(poll: &mut Poll, listener: &mut TcpListener, answer: impl Fn(&[u8]) -> &[u8]) -> io::Result<()> {
    poll.registry().register(listener, ENTRANCE, Interest::READABLE)?;
    let (mut events, mut buffer) = (Events::with_capacity(1024), vec![0; BUFFER]);
    let (mut clients, mut last) = (BTreeMap::<usize, TcpStream>::new(), ENTRANCE.0);
    loop {
        wait(poll, &mut events)?;
        for event in &events {
            if event.token() == ENTRANCE {
                while let Ok((mut client, _)) = listener.accept() {
                    last += 1;
                    client.set_nodelay(true)?;
                    poll.registry().register(&mut client, Token(last), Interest::READABLE)?;
                    clients.insert(last, client);
                }
                continue;
            }
            let Some(client) = clients.get_mut(&event.token().0) else { continue };
            let goes_on = match client.read(&mut buffer) {
                Ok(0) => false,
                Ok(length) => client.write_all(answer(&buffer[..length])).is_ok(),
                Err(error) => error.kind() == io::ErrorKind::WouldBlock,
            };
            if !goes_on {
                clients.remove(&event.token().0);
            }
        }
    }
}

fn datagrams(poll: &mut Poll, mut socket: UdpSocket) -> io::Result<()> {
    poll.registry().register(&mut socket, ENTRANCE, Interest::READABLE)?;
    let (mut events, mut buffer) = (Events::with_capacity(4), vec![0; BUFFER]);
    loop {
        wait(poll, &mut events)?;
        while let Ok((length, peer)) = socket.recv_from(&mut buffer) {
            let _ = socket.send_to(&buffer[..length], peer);
        }
    }
}

fn wait(poll: &mut Poll, events: &mut Events) -> io::Result<()> {
    match poll.poll(events, None) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
        outcome => outcome,
    }
}
