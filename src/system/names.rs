//! Names to addresses, on the pool, and the cache of those that were found. It must not talk to name servers: the C library does,
//! as its configuration (`/etc/hosts`, `/etc/resolv.conf`) says, or [`super::dns`] where the option `dns_server` names one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use rswoole_engine::sys::resolver;
pub use rswoole_engine::sys::resolver::Query;

const EXPIRE: Duration = Duration::from_secs(60);
const CAPACITY: usize = 1000;
/// `EAI_SYSTEM`
const SYSTEM: i32 = -11;

/// Who knew a name: what one says need not hold for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    System,
    /// `dns_server`
    Server,
}

/// A name and the address family that was asked for, and who was asked.
type Asked = (Vec<u8>, i32, Source);

thread_local! {
    static CACHE: RefCell<HashMap<Asked, (IpAddr, Instant)>> = RefCell::default();
    static LIFE: Cell<Duration> = const { Cell::new(EXPIRE) };
    static LIMIT: Cell<usize> = const { Cell::new(CAPACITY) };
}

/// The error is one of `EAI_…`.
pub async fn look_up(query: Query) -> Result<Vec<IpAddr>, i32> {
    super::in_pool(move || resolver::look_up(&query)).await.unwrap_or(Err(SYSTEM))
}

/// A query for any address of `name`.
pub fn query(name: &[u8], family: i32) -> Query {
    const STREAM: i32 = 1;
    Query { name: name.to_vec(), family, socket_type: STREAM, protocol: 0, service: None }
}

pub fn cached(name: &[u8], family: i32, source: Source) -> Option<IpAddr> {
    let key = (name.to_vec(), family, source);
    CACHE.with_borrow(|cache| cache.get(&key).filter(|(_, until)| *until > Instant::now()).map(|(ip, _)| *ip))
}

pub fn remember(name: &[u8], family: i32, source: Source, ip: IpAddr) {
    let Some(until) = Instant::now().checked_add(LIFE.get()) else { return };
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= LIMIT.get() {
            let now = Instant::now();
            cache.retain(|_, (_, until)| *until > now);
        }
        if cache.len() >= LIMIT.get() {
            // Which one does not matter: it is looked up again.
            let Some(victim) = cache.keys().next().cloned() else { return };
            cache.remove(&victim);
        }
        cache.insert((name.to_vec(), family, source), (ip, until));
    });
}

/// `swoole_clear_dns_cache()`
pub fn forget() {
    CACHE.with_borrow_mut(HashMap::clear);
}

/// How long a name that was found is kept. Negative: as by default.
pub fn set_expire(seconds: f64) {
    LIFE.set(Duration::try_from_secs_f64(seconds).unwrap_or(EXPIRE));
}

/// How many are kept. Below 1: none.
pub fn set_capacity(names: i64) {
    LIMIT.set(usize::try_from(names).unwrap_or(0));
    if names <= 0 {
        forget();
    }
}

pub fn reset() {
    forget();
    LIFE.set(EXPIRE);
    LIMIT.set(CAPACITY);
}
