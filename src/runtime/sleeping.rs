//! `sleep()`, `usleep()`, `time_nanosleep()`, `time_sleep_until()` in coroutines. What these refuse, PHP's own functions refuse.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::coroutine::{self, Cancelled};
use crate::zend::{Call, Outcome, Zv};

/// Suspends the coroutine. What is left of the time if it was cancelled.
fn suspend(time: Duration) -> Outcome<Option<Duration>> {
    let begun = Instant::now();
    match coroutine::sleep(time) {
        Ok(()) => Ok(None),
        Err(Cancelled::Quietly) => Ok(Some(time.saturating_sub(begun.elapsed()))),
        Err(Cancelled::Raised(raised)) => Err(raised),
    }
}

/// What is left is told in whole seconds, rounded up as PHP does.
pub fn sleep(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let Ok(seconds) = u32::try_from(call.int(0)) else { return Ok(None) };
    let left = suspend(Duration::from_secs(seconds.into()))?.unwrap_or_default();
    let left = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    Ok(Some(Zv::int(left as i64)))
}

pub fn usleep(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let Ok(micros) = u32::try_from(call.int(0)) else { return Ok(None) };
    suspend(Duration::from_micros(micros.into()))?;
    Ok(Some(Zv::NULL))
}

pub fn time_nanosleep(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let (Ok(seconds), Ok(nanos)) = (u32::try_from(call.int(0)), u32::try_from(call.int(1))) else { return Ok(None) };
    if nanos >= 1_000_000_000 {
        return Ok(None);
    }
    Ok(Some(Zv::bool(suspend(Duration::new(seconds.into(), nanos))?.is_none())))
}

pub fn time_sleep_until(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let Ok(time) = Duration::try_from_secs_f64(call.float(0) - now) else { return Ok(None) };
    if time.is_zero() {
        return Ok(None);
    }
    Ok(Some(Zv::bool(suspend(time)?.is_none())))
}
