//! `getOption`, `setOption`, `setProtocol` and `import` of `Coroutine\Socket`.

use rswoole_engine::sys::descriptor::duplicate;

use super::coroutine_socket::{from_fd, socket_of};
use super::{client_options, framing_options, tls_options};
use crate::errors;
use crate::socket::{CoSocket, Stop};
use crate::zend::{self, Array, Call, Callable, Outcome, Raised, Zv, descriptor, throw_type_error};

const ON: &str = "l_onoff";
const LINGER: &str = "l_linger";

pub fn get(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    let (level, name) = (narrow(call.int(0)), narrow(call.int(1)));
    match (level, name) {
        (libc::SOL_SOCKET, libc::SO_RCVTIMEO) => return Ok(time(socket.timeouts.get().read).into()),
        (libc::SOL_SOCKET, libc::SO_SNDTIMEO) => return Ok(time(socket.timeouts.get().write).into()),
        _ => {}
    }
    let mut value = [0; 16];
    match socket.option(level, name, &mut value) {
        Ok(_) if (level, name) == (libc::SOL_SOCKET, libc::SO_LINGER) => {
            let mut linger = Array::with_capacity(2);
            linger.insert(ON, i64::from(word(&value, 0)));
            linger.insert(LINGER, i64::from(word(&value, 4)));
            Ok(linger.into())
        }
        Ok(1) => Ok(i64::from(value[0]).into()),
        Ok(_) => Ok(i64::from(word(&value, 0)).into()),
        Err(error) => failed(error, &format!("getsockopt({}, {level}, {name})", socket.fd())),
    }
}

pub fn set(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    let (level, name, value) = (narrow(call.int(0)), narrow(call.int(1)), call.zv(2));
    match (level, name) {
        (libc::SOL_SOCKET, libc::SO_RCVTIMEO | libc::SO_SNDTIMEO) => set_time(&socket, name, value),
        (libc::SOL_SOCKET, libc::SO_LINGER) => {
            let Some([on, linger]) = fields(value, "SO_LINGER", [ON, LINGER])? else { return Ok(Zv::bool(false)) };
            let bytes = [narrow(on).to_ne_bytes(), narrow(linger).to_ne_bytes()].concat();
            apply(&socket, level, name, &bytes)
        }
        (libc::SOL_SOCKET, libc::SO_BINDTODEVICE) => {
            let device = value.to_str()?;
            apply(&socket, level, name, &device)
        }
        _ if value.as_array().is_some() => by_ext_sockets(&socket, call),
        _ => apply(&socket, level, name, &narrow(value.to_int()).to_ne_bytes()),
    }
}

/// Options that are arrays (multicast groups): ext-sockets knows them, and they belong to the socket, not to a descriptor of it.
fn by_ext_sockets(socket: &CoSocket, call: &Call<'_>) -> Outcome<Zv> {
    let own = match zend::socket::import(socket.fd()) {
        Ok(own) => own,
        Err(reason) => {
            zend::warning(&reason);
            return Raised::check(Zv::bool(false));
        }
    };
    let Ok(setter) = Callable::new(&Zv::str("socket_set_option")) else { return Ok(Zv::bool(false)) };
    setter.call(&mut [own, call.zv(0).clone(), call.zv(1).clone(), call.zv(2).clone()])
}

fn set_time(socket: &CoSocket, name: i32, value: &Zv) -> Outcome<Zv> {
    let option = if name == libc::SO_RCVTIMEO { "SO_RCVTIMEO" } else { "SO_SNDTIMEO" };
    let Some([seconds, micros]) = fields(value, option, ["sec", "usec"])? else { return Ok(Zv::bool(false)) };
    let time = seconds as f64 + micros as f64 / 1e6;
    let time = if time == 0.0 { -1.0 } else { time };
    let mut all = socket.timeouts.get();
    if name == libc::SO_RCVTIMEO {
        all.read = time;
    } else {
        (all.write, all.connect) = (time, time);
    }
    socket.timeouts.set(all);
    Ok(true.into())
}

/// Two numbers of an array; None: one is missing, and a warning has said so.
fn fields(value: &Zv, option: &str, names: [&str; 2]) -> Outcome<Option<[i64; 2]>> {
    let Some(array) = value.as_array() else {
        return Err(throw_type_error(&format!(
            "Swoole\\Coroutine\\Socket::setOption(): Argument #3 ($opt_value) must be of type array when argument $option is {option}, \
             {} given",
            value.type_name()
        )));
    };
    let mut found = [0; 2];
    for (place, name) in found.iter_mut().zip(names) {
        match array.get(name) {
            Some(value) => *place = value.to_int(),
            None => {
                zend::warning(&format!("no key \"{name}\" passed in optval"));
                return Raised::check(None);
            }
        }
    }
    Ok(Some(found))
}

fn apply(socket: &CoSocket, level: i32, name: i32, value: &[u8]) -> Outcome<Zv> {
    match socket.set_option(level, name, value) {
        Ok(()) => Ok(true.into()),
        Err(error) => failed(error, &format!("setsockopt({}) failed", socket.fd())),
    }
}

fn failed(error: std::io::Error, what: &str) -> Outcome<Zv> {
    if let Stop::Failed(failure) = Stop::from(error) {
        errors::set_last(failure.code);
        zend::warning(&format!("{what}, Error: {}[{}]", failure.text(), failure.code));
    }
    Raised::check(Zv::bool(false))
}

fn time(seconds: f64) -> Array {
    let seconds = if seconds < 0.0 { 0.0 } else { seconds };
    let mut array = Array::with_capacity(2);
    array.insert("sec", seconds.trunc() as i64);
    array.insert("usec", (seconds.fract() * 1e6).round() as i64);
    array
}

fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })
}

fn word(bytes: &[u8; 16], at: usize) -> i32 {
    i32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

pub fn set_protocol(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(socket) = socket_of(call)? else { return Ok(Zv::bool(false)) };
    let Some(given) = call.zv(0).as_array().filter(|given| !given.is_empty()) else { return Ok(Zv::bool(false)) };
    let options = &client_options::take(&Zv::NULL, given)?;
    if options.get("open_ssl").is_some_and(|value| value.to_bool()) {
        socket.set_tls(Some(tls_options::of(options)?));
    }
    let Some(packets) = framing_options::packets(options)? else { return Ok(Zv::bool(false)) };
    socket.set_packets(packets);
    Raised::check(true.into())
}

/// The stream or `Socket` goes on as it is: the object gets a descriptor of its own for the same socket.
pub fn import(call: &mut Call<'_>) -> Outcome<Zv> {
    let value = call.zv(0);
    let fd = value.as_object().and_then(descriptor::of_socket).or_else(|| descriptor::of_stream(value));
    let Some(own) = fd.and_then(|fd| duplicate(fd).ok()) else {
        zend::warning("the argument must be a stream or a Socket that is open");
        return Raised::check(Zv::bool(false));
    };
    match CoSocket::describe(&own) {
        Ok((domain, kind, protocol)) => from_fd(own, domain, kind, protocol).map(Zv::from),
        Err(error) => failed(error, "the argument is not a socket"),
    }
}
