//! The bytes inside of messages: peers of datagrams, prefixes, tasks in a queue, requests with any index. What parses comes from its own
//! encoding; no index reaches beyond its request.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rswoole_engine::ipc::{EventPrefix, MailPrefix, packet};
use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::worker::{pack_task, unpack_task};

fuzz_target!(|data: &[u8]| {
    if let Some((peer, rest)) = packet::split(data) {
        let again = [packet::encode(&peer).as_ref(), rest].concat();
        assert_eq!(packet::split(&again), Some((peer, rest)));
    }
    if let Some((prefix, rest)) = EventPrefix::split(data) {
        assert_eq!(data, [&prefix.to_bytes()[..], rest].concat());
    }
    if let Some((prefix, rest)) = MailPrefix::split(data) {
        assert_eq!(data, [&prefix.to_bytes()[..], rest].concat());
    }
    if let Some((flags, task)) = unpack_task(data) {
        assert_eq!(unpack_task(&pack_task(flags, task)), Some((flags, task)));
    }
    let (index, raw) = data.split_at(data.len() / 2);
    let view = RequestView::new(index, raw);
    let inside = |part: &[u8]| part.is_empty() || raw.as_ptr_range().contains(&part.as_ptr());
    assert!([view.method(), view.target(), view.path(), view.head(), view.body()].into_iter().all(inside));
    assert!(view.headers().all(|(name, value)| inside(name) && inside(value)));
    let _ = (view.query(), view.header(b"host"));
});
