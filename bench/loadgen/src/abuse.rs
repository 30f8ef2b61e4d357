//! Clients that behave badly, one after another in a fixed rotation: what must not crash or leak in a server.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::connect::Dialer;

const PATIENCE: Duration = Duration::from_millis(300);

/// How many clients of each kind ran, and how many of the polite ones in between got no answer.
#[derive(Default)]
pub struct Abuse {
    pub clients: u64,
    pub unanswered: u64,
}

/// Runs clients against an echo server until `duration` is over.
pub fn run(target: SocketAddr, duration: Duration) -> io::Result<Abuse> {
    let (end, mut abuse, mut dialer) = (Instant::now() + duration, Abuse::default(), Dialer::new(target));
    let garbage: Vec<u8> = (0..256 * 1024u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    while Instant::now() < end {
        let stream = open(&mut dialer)?;
        match abuse.clients % 6 {
            0 => drop(stream),
            1 => reset_in_the_middle(stream, &garbage)?,
            2 => half_close(stream, &garbage)?,
            3 => flood_and_never_read(stream, &garbage)?,
            4 => reset_at_once(stream)?,
            _ => abuse.unanswered += u64::from(!is_answered(stream)),
        }
        abuse.clients += 1;
    }
    Ok(abuse)
}

fn open(dialer: &mut Dialer) -> io::Result<TcpStream> {
    let stream: TcpStream = dialer.open()?.into();
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// The server may have hung up on a client that misbehaves: a failing write or read is no error here.
fn reset_in_the_middle(mut stream: TcpStream, garbage: &[u8]) -> io::Result<()> {
    let _ = stream.write(&garbage[..5000]);
    reset_at_once(stream)
}

fn reset_at_once(stream: TcpStream) -> io::Result<()> {
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO))
}

fn half_close(mut stream: TcpStream, garbage: &[u8]) -> io::Result<()> {
    let _ = stream.write_all(&garbage[..3000]).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut buffer = [0; 4096];
    while let Ok(1..) = stream.read(&mut buffer) {}
    Ok(())
}

/// Up to 8 MiB, as much as the server takes, and not one byte of the replies is read.
fn flood_and_never_read(mut stream: TcpStream, garbage: &[u8]) -> io::Result<()> {
    for _ in 0..32 {
        if stream.write_all(garbage).is_err() {
            break;
        }
    }
    Ok(())
}

fn is_answered(mut stream: TcpStream) -> bool {
    // On a busy machine an answer may take long; that is not what this looks for.
    let _ = stream.set_read_timeout(Some(PATIENCE * 20));
    let mut reply = [0; 5];
    stream.write_all(b"still").and_then(|()| stream.read_exact(&mut reply)).is_ok() && &reply == b"still"
}
