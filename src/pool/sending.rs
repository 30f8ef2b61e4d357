//! `Pool::sendMessage()`: to another worker, or to oneself. A full mailbox is waited for: in a coroutine, else by the whole process, which takes
//! its own messages meanwhile, so that two workers that write to each other never wait for one another.

use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use rswoole_engine::pool::{Mailbox, Posted};
use rswoole_engine::sys::signal::{self, Signal};
use rswoole_engine::sys::socket_io::{self, Wanted};

use super::{Crew, PoolEvent, PoolState};
use crate::child;
use crate::coroutine;
use crate::errors::{self, code};
use crate::event_loop::watchers::WRITE;
use crate::system::readiness;
use crate::zend::{Outcome, Raised, warning};

pub fn send_message(state: &PoolState, crew: &Crew, to: &Mailbox, data: &[u8]) -> Outcome<bool> {
    let any_size = state.setup().message_bus.get();
    loop {
        match to.post(data, any_size) {
            Ok(Posted::Done) => return Ok(true),
            Ok(Posted::TooLong) => {
                errors::set_last(code::DATA_LENGTH_TOO_LARGE);
                warning(&format!(
                    "a message of {} bytes is longer than this system lets a datagram be (net.core.wmem_max): set 'enable_message_bus' to true",
                    data.len()
                ));
                return Raised::check(false);
            }
            Ok(Posted::Full) => match wait_for_room(state, crew, to) {
                Ok(true) => {}
                Ok(false) => return Raised::check(false),
                Err(error) => return failed(&error),
            },
            Err(error) => return failed(&error),
        }
    }
}

fn failed(error: &io::Error) -> Outcome<bool> {
    errors::set_last(code::SYSTEM_CALL_FAIL);
    warning(&format!("the message can not be sent: {error}"));
    child::leave_errno(error);
    Raised::check(false)
}

/// False: this process has something more urgent to do.
fn wait_for_room(state: &PoolState, crew: &Crew, to: &Mailbox) -> io::Result<bool> {
    let others = to.others();
    if coroutine::in_coroutine() {
        let copy: OwnedFd = others.try_clone_to_owned()?;
        return match coroutine::await_in_coroutine(readiness::wait(copy.as_raw_fd(), WRITE)) {
            Ok(ready) => ready.map(|_| true),
            Err(_) => Ok(false),
        };
    }
    let own = state.seat.get().map(|seat| &crew.mailboxes[seat.0 as usize]);
    let own = own.filter(|_| state.callbacks.callable(PoolEvent::Message).is_some());
    let mut wanted = vec![(others.as_fd().as_raw_fd(), Wanted::Write)];
    wanted.extend(own.map(|own| (own.own().as_raw_fd(), Wanted::Read)));
    socket_io::wait_for_any(&wanted, None)?;
    if signal::pending(Signal::TERM) {
        errors::set_last(code::OPERATION_NOT_SUPPORT);
        warning("the worker was asked to end while it waited to send a message: it was not sent");
        return Ok(false);
    }
    if let Some(own) = own {
        let mut buffer = Vec::new();
        if let Some(data) = own.take(&mut buffer, state.longest_message())? {
            state.stash.borrow_mut().push_back(data);
        }
    }
    Ok(true)
}
