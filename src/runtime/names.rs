//! `gethostbyname()` and `gethostbynamel()` in coroutines: the same resolver, on a thread of the pool, and PHP's answers.

use std::net::IpAddr;

use crate::system::{self, Stop, names};
use crate::zend::{Array, Call, Outcome, Zv};

const AF_INET: i32 = 2;
/// `MAXFQDNLEN`: PHP warns of longer ones.
const LONGEST: usize = 255;

/// None: nothing for the resolver, PHP answers at once.
fn look_up(name: &[u8]) -> Outcome<Option<Vec<IpAddr>>> {
    if name.is_empty() || name.len() > LONGEST || name.contains(&0) {
        return Ok(None);
    }
    match system::wait(names::look_up(names::query(name, AF_INET)), None) {
        Ok(found) => Ok(Some(found.unwrap_or_default())),
        Err(Stop::Cancelled(cancelled)) => cancelled.reply(Some(Vec::new())),
        Err(Stop::TimedOut) => Ok(Some(Vec::new())),
    }
}

/// The name itself when it is not found.
pub fn gethostbyname(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let name = call.bytes(0);
    let Some(found) = look_up(name)? else { return Ok(None) };
    Ok(Some(found.first().map_or_else(|| Zv::str(name), |ip| Zv::str(ip.to_string()))))
}

pub fn gethostbynamel(call: &mut Call<'_>) -> Outcome<Option<Zv>> {
    let Some(found) = look_up(call.bytes(0))? else { return Ok(None) };
    if found.is_empty() {
        return Ok(Some(Zv::bool(false)));
    }
    Ok(Some(found.iter().map(|ip| Zv::str(ip.to_string())).collect::<Array>().into()))
}
