//! Questions to the name server of the option `dns_server`. Must not be asked where no server is set: the C library knows the system's.

use std::cell::Cell;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use rswoole_engine::protocol::dns::{Answer, Family, Question};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use crate::random;

const PORT: u16 = 53;
/// Datagrams get lost: how long each question waits for its answer.
const PATIENCE: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4), Duration::from_secs(8)];

thread_local! {
    static SERVER: Cell<Option<SocketAddr>> = const { Cell::new(None) };
}

/// The server that is to be asked, if not the system's.
pub fn server() -> Option<SocketAddr> {
    SERVER.get()
}

/// An address, or an address and a port; empty: as the system is set up. An error says what is wrong.
pub fn set_server(text: &str) -> Result<(), String> {
    if text.is_empty() {
        SERVER.set(None);
        return Ok(());
    }
    let address = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, PORT)).or_else(|_| text.parse::<SocketAddr>());
    match address {
        Ok(address) if address.port() != 0 => {
            SERVER.set(Some(address));
            Ok(())
        }
        _ => Err(format!(
            "option \"dns_server\" must be an IP address, with or without a port (\"8.8.8.8\", \"10.0.0.2:5353\", \"[::1]:5353\"), \
             \"{text}\" given; the system's name servers are asked"
        )),
    }
}

pub fn reset() {
    SERVER.set(None);
}

/// The addresses of `name`; none: there are none.
pub async fn look_up(server: SocketAddr, name: &[u8], family: i32) -> io::Result<Vec<IpAddr>> {
    let family = if family == libc::AF_INET6 { Family::V6 } else { Family::V4 };
    // Who can not see the question has to guess its number, beside the port.
    let id = random::number() as u16;
    let Some(question) = Question::new(id, name, family) else { return Ok(Vec::new()) };
    let answer = match over_udp(server, &question).await? {
        Answer::TooLong => over_tcp(server, &question).await?,
        answer => answer,
    };
    match answer {
        Answer::Addresses(found) => Ok(found),
        Answer::Nothing => Ok(Vec::new()),
        Answer::TooLong => Err(io::Error::other("the answer is too long")),
        Answer::Failed(status) => Err(io::Error::other(format!("the name server answered with code {status}"))),
    }
}

async fn over_udp(server: SocketAddr, question: &Question) -> io::Result<Answer> {
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    for patience in PATIENCE {
        socket.send(question.message()).await?;
        if let Ok(answer) = timeout(patience, hear(&socket, question)).await {
            return answer;
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

async fn hear(socket: &UdpSocket, question: &Question) -> io::Result<Answer> {
    let mut buffer = [0; 4096];
    loop {
        let length = socket.recv(&mut buffer).await?;
        if let Some(answer) = question.answer(&buffer[..length]) {
            return Ok(answer);
        }
    }
}

async fn over_tcp(server: SocketAddr, question: &Question) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.message().len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), question.message()].concat()).await?;
    let mut message = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut message).await?;
    question.answer(&message).ok_or_else(|| io::Error::other("the name server answered something else"))
}
