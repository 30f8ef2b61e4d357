//! `swoole_client_select()` and `swoole_select()`: waits for several clients, streams or sockets at once, blocking the process.

use std::os::fd::RawFd;
use std::time::Duration;

use rswoole_engine::sys::socket_io::{self, Wanted};

use super::client::State;
use crate::errors;
use crate::socket::Stop;
use crate::zend::{self, Array, Call, Function, Key, Outcome, Raised, Zv, descriptor, method};

pub static FUNCTIONS: &[Function] = &[
    method(
        "function swoole_client_select(?array &$read, ?array &$write, ?array &$except, ?float $timeout = 0.5): int|false",
        select,
    ),
    method(
        "function swoole_select(?array &$read, ?array &$write, ?array &$except, ?float $timeout = 0.5): int|false",
        select,
    ),
];

const WAYS: [Wanted; 3] = [Wanted::Read, Wanted::Write, Wanted::Urgent];

fn select(call: &mut Call<'_>) -> Outcome<Zv> {
    let mut members: Vec<(usize, Key, Zv)> = Vec::new();
    let mut wanted: Vec<(RawFd, Wanted)> = Vec::new();
    for (place, way) in WAYS.into_iter().enumerate() {
        let Some(array) = call.opt(place).and_then(Zv::as_array) else { continue };
        for (key, value) in array.iter() {
            if let Some(fd) = descriptor_of(&value) {
                members.push((place, key, value));
                wanted.push((fd, way));
            }
        }
    }
    if members.is_empty() {
        zend::warning("no resource arrays were passed to select");
        return Raised::check(Zv::bool(false));
    }
    let seconds = call.opt_float(3).unwrap_or(0.5);
    let time = if seconds < 0.0 { None } else { Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)) };
    let ready = match socket_io::wait_for_any(&wanted, time) {
        Ok(ready) => ready,
        Err(error) => {
            if let Stop::Failed(failure) = Stop::from(error) {
                errors::set_last(failure.code);
                zend::warning(&format!("unable to poll(), Error: {}[{}]", failure.text(), failure.code));
            }
            return Raised::check(Zv::bool(false));
        }
    };
    for place in 0..WAYS.len() {
        if call.opt(place).is_none() {
            continue;
        }
        let mut left = Array::new();
        for ((_, key, value), _) in members.iter().zip(&ready).filter(|((at, _, _), ready)| *at == place && **ready) {
            left.insert_key(key, value.clone());
        }
        call.assign(place, left)?;
    }
    Ok(i64::try_from(ready.iter().filter(|ready| **ready).count()).unwrap_or(i64::MAX).into())
}

fn descriptor_of(value: &Zv) -> Option<RawFd> {
    let client = value.as_object().and_then(|object| object.native::<State>()).and_then(|state| state.socket.get());
    client
        .map(|socket| socket.fd())
        .or_else(|| value.as_object().and_then(descriptor::of_socket))
        .or_else(|| descriptor::of_stream(value))
}
