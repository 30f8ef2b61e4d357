//! The bytes inside of messages: peers of datagrams, prefixes, signs, tasks in a queue, requests with any index. What parses comes from its
//! own encoding; no index reaches beyond its request.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rswoole_engine::ipc::{EventPrefix, MailPrefix, StreamSign, packet};
use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::worker::{Control, pack_task, unpack_task};

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
    if let Some(sign) = StreamSign::parse(data) {
        assert_eq!(StreamSign::parse(&sign.to_bytes()), Some(sign));
    }
    if let Some(control) = Control::parse(data) {
        assert_eq!(Control::parse(&control.to_bytes()), Some(control));
    }
    let (index, raw) = data.split_at(data.len() / 2);
    let view = RequestView::new(index, raw);
    let inside = |part: &[u8]| part.is_empty() || raw.as_ptr_range().contains(&part.as_ptr());
    assert!([view.method(), view.target(), view.path(), view.head(), view.body()].into_iter().all(inside));
    assert!(view.headers().all(|(name, value)| inside(name) && inside(value)));
    assert!(view.query().is_none_or(inside) && view.header(b"host").is_none_or(inside));
    let claimed: usize = view.attachments().iter().filter_map(|file| file.outcome.as_ref().ok()).map(Vec::len).sum();
    assert!(claimed <= index.len());
});
