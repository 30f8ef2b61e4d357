//! Range, entity tags and dates of any bytes: a part of a file lies in the file and is not empty; a tag is found in a list that names it; a
//! date that parses is written as it was read.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::{Ranged, date, lists_tag, parse_date, range};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    asked: &'a [u8],
    size: u64,
    first: u64,
    last: u64,
    tags: Vec<&'a [u8]>,
    time: u64,
}

fn check(asked: &[u8], size: u64) -> Ranged {
    let ranged = range(asked, size);
    if let Ranged::Part { offset, length } = ranged {
        assert!(
            length >= 1 && offset.checked_add(length).is_some_and(|end| end <= size),
            "{offset} {length} of {size}"
        );
    }
    ranged
}

fuzz_target!(|input: Input<'_>| {
    check(input.asked, input.size);
    let (first, last, size) = (input.first, input.last, input.size);
    let ranged = check(format!("bytes={first}-{last}").as_bytes(), size);
    if first <= last && first < size {
        assert_eq!(ranged, Ranged::Part { offset: first, length: last.min(size - 1) - first + 1 });
    }
    check(format!("bytes={first}-").as_bytes(), size);
    check(format!("bytes=-{last}").as_bytes(), size);
    let listed: Vec<u8> = input.tags.join(&b","[..]);
    for tag in input.tags.iter().filter(|tag| !tag.contains(&b',') && tag.trim_ascii() == **tag) {
        assert!(lists_tag(&listed, tag.strip_prefix(b"W/").unwrap_or(tag)));
    }
    let time = input.time % 253_402_300_800;
    assert_eq!(parse_date(date(time).as_bytes()), Some(time));
    if let Some(time) = parse_date(input.asked) {
        assert_eq!(parse_date(date(time).as_bytes()), Some(time));
    }
});
