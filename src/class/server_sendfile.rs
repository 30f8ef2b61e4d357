//! `Server::sendfile()` and `Server::sendwait()`. The file is opened and checked here, with the rights and the root directory of the
//! process that asks; its bytes go from the file to the socket in the reactor.

use std::fs::File;
use std::future::poll_fn;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rswoole_engine::ids::SessionId;
use rswoole_engine::worker::{OutgoingFile, SendError};

use super::server::{refuse, state};
use super::server_sessions::{running, send_or_wait, session_id};
use crate::coroutine;
use crate::errors::{self, code};
use crate::sending;
use crate::state::Mode;
use crate::world::World;
use crate::zend::{self, Call, Outcome, Zv};

fn failed(code: i64) -> Outcome<Zv> {
    errors::set_last(code);
    Ok(Zv::bool(false))
}

/// What is wrong goes to the log, as in the original.
fn logged(code: i64, message: &str) -> Outcome<Zv> {
    tracing::warn!("sendfile(): {message}");
    failed(code)
}

pub fn sendfile(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let Some(id) = session_id(call.int(0)) else {
        return logged(code::SESSION_INVALID_ID, &format!("invalid fd[{}]", call.int(0)));
    };
    let path = call.bytes(1).to_vec();
    let (offset, length) = (call.opt_int(2).unwrap_or(0), call.opt_int(3).unwrap_or(0));
    let file = match open(&path, offset, length) {
        Ok(file) => file,
        Err((code, message)) => return logged(code, &message),
    };
    let Some(gateway) = &world.gateway else {
        zend::warning("connections belong to the workers: sendfile() can be called in worker processes only");
        return failed(code::SERVER_SEND_IN_MASTER);
    };
    // Not before sends of this session that wait for room (`send_yield`).
    if sending::is_awaited(id) && coroutine::in_coroutine() {
        let place = sending::Place::take(id);
        if let Err(cancelled) = coroutine::await_in_coroutine(poll_fn(|cx| place.poll_turn(cx))) {
            return cancelled.reply(Zv::bool(false));
        }
        return sent(gateway.send_file(id, file));
    }
    sent(gateway.send_file(id, file))
}

fn sent(result: Result<(), SendError>) -> Outcome<Zv> {
    match result {
        Ok(()) => Ok(Zv::bool(true)),
        Err(error) => failed(errors::of_send(error)),
    }
}

/// The file, or the error code and what is wrong. A length of 0 (or less) means the rest of the file.
fn open(path: &[u8], offset: i64, length: i64) -> Result<OutgoingFile, (i64, String)> {
    let shown = String::from_utf8_lossy(path);
    // A pipe or a device must not be waited for.
    let opened =
        File::options().read(true).custom_flags(libc::O_NONBLOCK).open(Path::new(std::ffi::OsStr::from_bytes(path)));
    let meta = opened.as_ref().map_err(|_| ()).and_then(|file| file.metadata().map_err(|_| ()));
    let (file, meta) = match (opened, meta) {
        (Ok(file), Ok(meta)) => (file, meta),
        (opened, _) => {
            let reason = opened.err().map_or_else(String::new, |error| format!(": {error}"));
            return Err((code::SYSTEM_CALL_FAIL, format!("stat({shown}) failed{reason}")));
        }
    };
    if !meta.is_file() {
        return Err((code::SERVER_IS_NOT_REGULAR_FILE, format!("the path[{shown}] given is not a regular file")));
    }
    let invalid = || (code::INVALID_PARAMS, format!("length[{length}] or offset[{offset}] is invalid"));
    let start = u64::try_from(offset).map_err(|_| invalid())?;
    let rest = meta.len().saturating_sub(start);
    if rest == 0 {
        return Err((code::SYSTEM_CALL_FAIL, format!("file[offset={offset}] is empty")));
    }
    let wanted = if length > 0 { length as u64 } else { rest };
    if wanted > rest {
        return Err(invalid());
    }
    Ok(OutgoingFile { file: OwnedFd::from(file), offset: start, length: wanted, path: path.to_vec() })
}

pub fn sendwait(call: &mut Call<'_>) -> Outcome<Zv> {
    let state = state(call)?;
    let world = running!(state);
    let (fd, data) = (call.int(0), call.bytes(1).to_vec());
    if data.is_empty() {
        errors::warn("the data sent must not be empty");
        return failed(code::NO_PAYLOAD);
    }
    let is_worker = world.worker().is_some_and(|id| id.0 < world.settings.worker_num);
    let (Mode::Base, true, Some(gateway)) = (world.mode, is_worker, &world.gateway) else {
        return refuse("can only be used with base mode and must be within worker process");
    };
    let Some(id) = session_id(fd) else { return failed(code::SESSION_NOT_EXIST) };
    if coroutine::in_coroutine() {
        return wait_in_coroutine(&world, id, &data);
    }
    match gateway.send_wait(id, &data, world.settings.send_timeout) {
        Ok(true) => Ok(Zv::bool(true)),
        Ok(false) => {
            failed(if world.shared.sessions.get(id).is_some() { code::CO_TIMEDOUT } else { code::SESSION_CLOSED })
        }
        Err(error) => failed(errors::of_send(error)),
    }
}

/// The same promise without standing still: the coroutine waits, the others go on.
fn wait_in_coroutine(world: &World, id: SessionId, data: &[u8]) -> Outcome<Zv> {
    let Some(gateway) = &world.gateway else { return Ok(Zv::bool(false)) };
    let taken = send_or_wait(world, gateway, id, data)?;
    if !taken.to_bool() {
        return Ok(taken);
    }
    let drained = poll_fn(|cx| gateway.poll_sendable(id, cx));
    let waited = coroutine::await_in_coroutine(async {
        match world.settings.send_timeout {
            Some(limit) => tokio::time::timeout(limit, drained).await.is_ok(),
            None => {
                drained.await;
                true
            }
        }
    });
    if !waited.or_else(|cancelled| cancelled.reply(false))? {
        return failed(code::CO_TIMEDOUT);
    }
    Ok(Zv::bool(true))
}
