//! The names of headers that nearly every request has, as strings that live as long as the process: their arrays then need no copy and no
//! hash of them. Must not know what they mean.

use std::cell::OnceCell;
use std::mem::ManuallyDrop;

use crate::zend::Str;

/// By length.
struct Names([Vec<Str>; LONGEST + 1]);

thread_local! {
    /// Never dropped: PHP frees permanent strings itself, before thread-locals end.
    static NAMES: ManuallyDrop<OnceCell<Names>> = const { ManuallyDrop::new(OnceCell::new()) };
}

/// Once, while the module starts.
pub fn startup() {
    NAMES.with(|names| {
        names.get_or_init(|| {
            let mut names = Names([const { Vec::new() }; LONGEST + 1]);
            COMMON.iter().for_each(|name| names.0[name.len()].push(Str::permanent(name.as_bytes())));
            names
        });
    });
}

/// Calls `with` with the permanent string of a common name in whatever case, or with None.
#[inline]
pub fn find<T>(name: &[u8], with: impl FnOnce(Option<&Str>) -> T) -> T {
    NAMES.with(|names| {
        let known = names.get().and_then(|names| names.0.get(name.len()));
        with(known.and_then(|known| known.iter().find(|known| known.eq_ignore_ascii_case(name))))
    })
}

const LONGEST: usize = 25;
const COMMON: [&str; 38] = [
    "dnt",
    "host",
    "accept",
    "cookie",
    "origin",
    "pragma",
    "expect",
    "referer",
    "upgrade",
    "priority",
    "if-match",
    "range",
    "via",
    "forwarded",
    "x-real-ip",
    "connection",
    "user-agent",
    "keep-alive",
    "content-type",
    "x-request-id",
    "traceparent",
    "authorization",
    "cache-control",
    "if-none-match",
    "content-length",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "x-forwarded-for",
    "x-forwarded-proto",
    "transfer-encoding",
    "x-requested-with",
    "if-modified-since",
    "upgrade-insecure-requests",
];
