//! Bodies of multipart/form-data: any bytes give parts of the body or nothing; what a proper client writes comes back.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::multipart::{boundary, parts};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    body: &'a [u8],
    kind: &'a [u8],
    fields: Vec<(u8, Option<u8>, &'a [u8])>,
}

fuzz_target!(|input: Input<'_>| {
    if let Some(mark) = boundary(input.kind) {
        assert!((1..=70).contains(&mark.len()));
        for part in parts(input.body, &mark).unwrap_or_default() {
            assert!(part.data.is_empty() || input.body.as_ptr_range().contains(&part.data.as_ptr()));
        }
    }
    let mark = b"never-in-the-data";
    let mut body = Vec::new();
    for (name, filename, data) in &input.fields {
        body.extend_from_slice(b"--");
        body.extend_from_slice(mark);
        body.extend_from_slice(format!("\r\nContent-Disposition: form-data; name=\"n{name}\"").as_bytes());
        if let Some(filename) = filename {
            body.extend_from_slice(format!("; filename=\"f\\\"{filename}\"\r\nContent-Type: a/b").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(data);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--");
    body.extend_from_slice(mark);
    body.extend_from_slice(b"--\r\n");
    if input.fields.len() > 2000 || input.fields.iter().any(|(.., data)| contains(data, mark)) {
        return;
    }
    let found = parts(&body, mark).expect("a proper body");
    assert_eq!(found.len(), input.fields.len());
    for (part, (name, filename, data)) in found.iter().zip(&input.fields) {
        assert_eq!(part.name, format!("n{name}").into_bytes());
        assert_eq!(part.filename, filename.map(|number| format!("f\"{number}").into_bytes()));
        assert_eq!(part.data, *data);
    }
});

fn contains(data: &[u8], wanted: &[u8]) -> bool {
    data.windows(wanted.len()).any(|window| window == wanted)
}
