//! The connection of a client: plain or TLS, with what has to be said before the first request. Knows nothing of requests.

use std::io::{self, Read, Write};
use std::time::Duration;

use mio::net::TcpStream;
use openssl::ssl::{Ssl, SslContext, SslMethod, SslMode, SslStream};
use socket2::{SockRef, Socket};

const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_HEAD: usize = 64 * 1024;

pub enum Stream {
    Plain(TcpStream),
    Tls(Box<SslStream<TcpStream>>),
}

impl Stream {
    /// The handshakes happen here, one connection after the other; what is measured begins later.
    pub fn open(socket: Socket, tls: bool, opening: &[u8]) -> io::Result<Stream> {
        socket.set_nonblocking(false)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let plain = TcpStream::from_std(socket.into());
        let mut stream = if tls { Stream::Tls(Box::new(secure(plain)?)) } else { Stream::Plain(plain) };
        stream.write_all(opening)?;
        hear_opening(&mut stream, opening)?;
        SockRef::from(&*stream.source()).set_nonblocking(true)?;
        Ok(stream)
    }

    /// Non-blocking, perhaps not connected yet.
    pub fn plain(socket: Socket) -> Stream {
        Stream::Plain(TcpStream::from_std(socket.into()))
    }

    pub fn is_plain(&self) -> bool {
        matches!(self, Stream::Plain(_))
    }

    pub fn source(&mut self) -> &mut TcpStream {
        match self {
            Stream::Plain(stream) => stream,
            Stream::Tls(stream) => stream.get_mut(),
        }
    }
}

/// Awaits the `101` to what opened a conversation, if anything did.
pub fn hear_opening(stream: &mut impl Read, opening: &[u8]) -> io::Result<()> {
    if opening.is_empty() {
        return Ok(());
    }
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    // A server says nothing behind it before it is asked.
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            1.. if head.len() > LONGEST_HEAD => {
                return Err(io::Error::other("the answer to the handshake does not end"));
            }
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            size => head.extend_from_slice(&buffer[..size]),
        }
    }
    if head.starts_with(b"HTTP/1.1 101") {
        Ok(())
    } else {
        Err(io::Error::other(format!("the handshake was refused: {}", String::from_utf8_lossy(&head).trim())))
    }
}

/// A context of its own that knows no authorities: reading those of the system takes longer than the handshake.
fn secure(stream: TcpStream) -> io::Result<SslStream<TcpStream>> {
    let mut context = SslContext::builder(SslMethod::tls_client()).map_err(io::Error::other)?;
    context.set_mode(SslMode::ENABLE_PARTIAL_WRITE | SslMode::ACCEPT_MOVING_WRITE_BUFFER);
    let ssl = Ssl::new(&context.build()).map_err(io::Error::other)?;
    ssl.connect(stream).map_err(|error| io::Error::other(format!("TLS: {error}")))
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
