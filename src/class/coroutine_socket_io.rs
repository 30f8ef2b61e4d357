//! The methods of `Coroutine\Socket` that read and write: arguments in, PHP values out.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::coroutine_socket::{self as socket, length, operate, operate_partly, read_limit, socket_of, write_limit};
use super::exception;
use crate::errors::{self, code};
use crate::socket::{Failure, Stop};
use crate::zend::{self, Array, Call, Outcome, Raised, Zv, throw};

/// The most pieces that one system call takes.
const IOV_MAX: usize = 1024;

pub fn recv(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.receive(length(call, 0), &read_limit(call, 1, socket), |bytes| Zv::str(bytes)))
}

pub fn peek(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.peek(length(call, 0), |bytes| Zv::str(bytes)))
}

pub fn recv_all(call: &mut Call<'_>) -> Outcome<Zv> {
    operate_partly(call, |socket| {
        let (data, stopped) = socket.receive_exactly(length(call, 0), &read_limit(call, 1, socket))?;
        Ok((Zv::str(data), stopped))
    })
}

pub fn recv_line(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.receive_line(length(call, 0), &read_limit(call, 1, socket)).map(Zv::str))
}

pub fn recv_with_buffer(call: &mut Call<'_>) -> Outcome<Zv> {
    operate_partly(call, |socket| {
        let (data, stopped) = socket.receive_buffered(length(call, 0), &read_limit(call, 1, socket))?;
        Ok((Zv::str(data), stopped))
    })
}

pub fn recv_packet(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.receive_packet(&read_limit(call, 0, socket)).map(Zv::str))
}

pub fn recvfrom(call: &mut Call<'_>) -> Outcome<Zv> {
    const LARGEST: usize = 65536;
    let mut sender = None;
    let data = operate(call, |socket| {
        let (data, name) = socket.receive_from(LARGEST, &read_limit(call, 1, socket), |bytes| Zv::str(bytes))?;
        sender = Some(name);
        Ok(data)
    })?;
    if let Some(name) = sender {
        let peer = name.map_or_else(
            || socket::name(&rswoole_engine::sys::socket_io::Name::Unix(Vec::new())),
            |name| socket::name(&name),
        );
        call.assign(0, peer)?;
    }
    Ok(data)
}

pub fn send(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.send(call.bytes(0), &write_limit(call, 1, socket)).map(count))
}

pub fn send_all(call: &mut Call<'_>) -> Outcome<Zv> {
    operate_partly(call, |socket| {
        let (sent, stopped) = socket.send_all(call.bytes(0), &write_limit(call, 1, socket))?;
        Ok((count(sent), stopped))
    })
}

pub fn sendto(call: &mut Call<'_>) -> Outcome<Zv> {
    operate(call, |socket| socket.send_to(call.bytes(0), call.int(1), call.bytes(2)).map(count))
}

pub fn send_file(call: &mut Call<'_>) -> Outcome<Zv> {
    if socket_of(call)?.is_none() {
        return Ok(Zv::bool(false));
    }
    if call.bytes(0).is_empty() {
        errors::set_last(code::PHP_FATAL_ERROR);
        zend::warning("file to send is empty");
        return Raised::check(Zv::bool(false));
    }
    let part = |index: usize| u64::try_from(call.opt_int(index).unwrap_or(0)).map_err(|_| invalid());
    operate(call, |socket| {
        let path = Path::new(OsStr::from_bytes(call.bytes(0)));
        socket.send_file(path, part(1)?, part(2)?, &write_limit(call, 3, socket)).map(|()| true)
    })
}

pub fn read_vector(call: &mut Call<'_>) -> Outcome<Zv> {
    let sizes = sizes(call)?;
    operate(call, |socket| {
        check_count(sizes.len())?;
        if sizes.is_empty() {
            return Ok(Array::new());
        }
        socket.receive_vector(&sizes, &read_limit(call, 1, socket)).map(|pieces| list(&pieces))
    })
}

pub fn read_vector_all(call: &mut Call<'_>) -> Outcome<Zv> {
    let sizes = sizes(call)?;
    operate_partly(call, |socket| {
        check_count(sizes.len())?;
        let (pieces, stopped) = socket.receive_vector_all(&sizes, &read_limit(call, 1, socket))?;
        Ok((list(&pieces), stopped))
    })
}

pub fn write_vector(call: &mut Call<'_>) -> Outcome<Zv> {
    let pieces = pieces(call)?;
    operate(call, |socket| {
        check_count(pieces.len())?;
        let slices: Vec<&[u8]> = pieces.iter().filter_map(Zv::as_bytes).collect();
        if slices.is_empty() { Ok(0) } else { socket.send_vector(&slices, &write_limit(call, 1, socket)).map(count) }
    })
}

pub fn write_vector_all(call: &mut Call<'_>) -> Outcome<Zv> {
    let pieces = pieces(call)?;
    operate_partly(call, |socket| {
        check_count(pieces.len())?;
        let slices: Vec<&[u8]> = pieces.iter().filter_map(Zv::as_bytes).collect();
        let (sent, stopped) = socket.send_vector_all(&slices, &write_limit(call, 1, socket))?;
        Ok((count(sent), stopped))
    })
}

fn count(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn list(pieces: &[Vec<u8>]) -> Array {
    pieces.iter().map(Zv::str).collect()
}

fn invalid() -> Stop {
    Stop::code(libc::EINVAL.into())
}

fn check_count(pieces: usize) -> Result<(), Stop> {
    if pieces <= IOV_MAX {
        return Ok(());
    }
    Err(Failure::with_text(libc::EINVAL.into(), format!("The maximum of iov count is {IOV_MAX}")).into())
}

fn elements(call: &Call<'_>) -> Vec<Zv> {
    call.zv(0).as_array().map(|array| array.iter().map(|(_, value)| value).collect()).unwrap_or_default()
}

/// The sizes that `readVector` is asked for; sizes of 0 get nothing.
fn sizes(call: &Call<'_>) -> Outcome<Vec<usize>> {
    let mut sizes = Vec::new();
    for (index, value) in elements(call).iter().enumerate() {
        let Some(size) = value.as_int() else {
            return Err(bad_item(index, &format!("must be of type int, {} given", value.type_name())));
        };
        match usize::try_from(size) {
            Ok(0) => {}
            Ok(size) => sizes.push(size),
            Err(_) => return Err(bad_item(index, "must be greater than 0")),
        }
    }
    Ok(sizes)
}

fn pieces(call: &Call<'_>) -> Outcome<Vec<Zv>> {
    let pieces = elements(call);
    for (index, value) in pieces.iter().enumerate() {
        match value.as_bytes() {
            None => return Err(bad_item(index, &format!("must be of type string, {} given", value.type_name()))),
            Some([]) => return Err(bad_item(index, "cannot be empty string")),
            Some(_) => {}
        }
    }
    Ok(pieces)
}

fn bad_item(index: usize, what: &str) -> Raised {
    throw(&exception::SOCKET, libc::EINVAL.into(), &format!("Item #[{index}] {what}"))
}
