//! Coroutines that wait for PHP's streams: one to read and one to write each. It must not touch a stream: it knows a number and a
//! descriptor.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use rswoole_engine::net::{Watch, Way};
use rswoole_engine::sys::resolver;

use crate::coroutine::{self, Cancelled, Coroutine, Interrupt, State};
use crate::socket::has_been_bound;
use crate::system::{self, Stop, names, readiness};
use crate::zend::{
    Awaited, PhpThread, Raised, Waited, Waiting, bailout_pending, exception_pending, fiber, raise_bailout_later,
};

pub const WAITING: Waiting = Waiting { wait, closing, resolve };

#[derive(Default)]
struct Waits {
    by_stream: HashMap<(usize, Awaited), Rc<Coroutine>>,
    /// Those that were waited for once.
    watches: HashMap<usize, Rc<Watch>>,
    /// Those that are being closed: nobody may begin to wait for them.
    closing: HashSet<usize>,
}

static WAITS: PhpThread<RefCell<Waits>> = PhpThread::new(RefCell::default);

fn wait(stream: usize, fd: i32, awaited: Awaited, limit: Option<Duration>) -> Waited {
    let Some(own) = coroutine::current().filter(|_| !exception_pending() && !bailout_pending()) else {
        return Waited::GivenUp;
    };
    let key = (stream, awaited);
    let (busy, is_closing) = WAITS
        .with_borrow(|waits| (waits.by_stream.get(&key).map(|other| other.cid()), waits.closing.contains(&stream)));
    if is_closing {
        return Waited::GivenUp;
    }
    let way = match awaited {
        Awaited::Input => Way::Read,
        Awaited::Room => Way::Write,
    };
    if let Some(other) = busy {
        note(has_been_bound(fd, other, way, own.cid()));
        return Waited::GivenUp;
    }
    let watch = WAITS.with_borrow_mut(|waits| {
        waits.by_stream.insert(key, own);
        Rc::clone(waits.watches.entry(stream).or_insert_with(|| Rc::new(Watch::new(fd))))
    });
    debug_assert_eq!(watch.fd(), fd, "a stream has one descriptor until it is closed");
    let ended = system::wait(readiness::wait_watched(&watch, way), limit);
    let entry = WAITS.with_borrow_mut(|waits| waits.by_stream.remove(&key));
    drop(entry);
    match ended {
        // What is wrong with the descriptor PHP's own op finds out.
        Ok(_) => Waited::Ready,
        Err(Stop::TimedOut) => Waited::TimedOut,
        Err(Stop::Cancelled(Cancelled::Quietly)) => Waited::GivenUp,
        Err(Stop::Cancelled(Cancelled::Raised(raised))) => {
            note(raised);
            Waited::GivenUp
        }
    }
}

/// An exception is pending in the engine; a bailout becomes so.
fn note(raised: Raised) {
    if raised == Raised::Bailout {
        raise_bailout_later();
    }
}

/// The coroutines that wait are nobody's any more: the process was forked, or the request is over. Their values stay where they are.
pub fn forget() {
    std::mem::forget(WAITS.take());
}

/// Whoever waits goes on at once and leaves PHP's code of the stream, before the stream is gone.
fn closing(stream: usize) {
    let watch = WAITS.with_borrow_mut(|waits| waits.watches.remove(&stream));
    drop(watch);
    if coroutine::fate().is_some() || fiber::is_after_bailout() {
        // Nobody runs any more, and nobody will look at the stream.
        return;
    }
    for awaited in [Awaited::Input, Awaited::Room] {
        let waiting = WAITS.with_borrow_mut(|waits| {
            let waiting = waits.by_stream.get(&(stream, awaited)).cloned();
            if waiting.is_some() {
                waits.closing.insert(stream);
            }
            waiting
        });
        if let Some(coroutine) = waiting.filter(|coroutine| coroutine.state() == State::Waiting)
            && coroutine::interrupt(&coroutine, Interrupt::Cancel).is_err()
        {
            raise_bailout_later();
        }
    }
    WAITS.with_borrow_mut(|waits| waits.closing.remove(&stream));
}

fn resolve(name: &[u8], limit: Option<Duration>) -> Result<Vec<IpAddr>, String> {
    const ANY_FAMILY: i32 = 0;
    match system::wait(names::look_up(names::query(name, ANY_FAMILY)), limit) {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(code)) => Err(resolver::reason(code)),
        Err(Stop::TimedOut) => Err("the time is over".to_owned()),
        Err(Stop::Cancelled(cancelled)) => {
            if let Cancelled::Raised(raised) = cancelled {
                note(raised);
            }
            Err("cancelled".to_owned())
        }
    }
}
