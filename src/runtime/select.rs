//! `stream_select()` in coroutines, and the streams of `stream_socket_pair()`. It must not say which streams are ready: PHP's own function does,
//! once one is.

use std::os::fd::RawFd;
use std::time::Duration;

use crate::coroutine::Cancelled;
use crate::event_loop::watchers::{READ, WRITE};
use crate::system::{self, Stop, readiness};
use crate::zend::{Call, Outcome, Zv, descriptor, hook_stream};

/// Waits until one of the streams is ready or the time is over, and has PHP's own function look without a wait of its own.
pub fn stream_select(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let limit = match time(call) {
        Time::Now => return Ok(None),
        Time::Limited(limit) => Some(limit),
        Time::Unlimited => None,
    };
    let Some(asked) = descriptors(call) else { return Ok(None) };
    match system::wait(readiness::wait_any(&asked), limit) {
        Ok(_) | Err(Stop::TimedOut | Stop::Cancelled(Cancelled::Quietly)) => {}
        Err(Stop::Cancelled(Cancelled::Raised(raised))) => return Err(raised),
    }
    call.replace(3, Zv::int(0));
    call.replace(4, Zv::int(0));
    Ok(None)
}

enum Time {
    /// There is no wait, or PHP refuses it.
    Now,
    Limited(Duration),
    Unlimited,
}

fn time(call: &Call<'_>) -> Time {
    let micros = call.opt_int(4).unwrap_or(0);
    let Some(seconds) = call.opt_int(3) else { return if micros == 0 { Time::Unlimited } else { Time::Now } };
    let (Ok(seconds), Ok(micros)) = (u64::try_from(seconds), u64::try_from(micros)) else { return Time::Now };
    let limit = Duration::from_secs(seconds).saturating_add(Duration::from_micros(micros));
    if limit.is_zero() { Time::Now } else { Time::Limited(limit) }
}

/// What is to be waited for. None: PHP has to answer at once, because something is read already or not a stream.
fn descriptors(call: &Call<'_>) -> Option<Vec<(RawFd, i64)>> {
    let mut asked = Vec::new();
    // Out-of-band data, the third, are looked for when one of the others is ready or the time is over.
    for (argument, event) in [(0, READ), (1, WRITE)] {
        let Some(streams) = call.opt(argument).and_then(Zv::as_array) else { continue };
        for (_, stream) in streams.iter() {
            if event == READ && descriptor::has_unread(&stream) {
                return None;
            }
            asked.push((descriptor::of_stream(&stream)?, event));
        }
    }
    (!asked.is_empty()).then_some(asked)
}

pub fn stream_socket_pair(_: &mut Call<'_>, made: &Zv) {
    for (_, stream) in made.as_array().into_iter().flat_map(|pair| pair.iter()) {
        hook_stream(&stream);
    }
}
