//! Bodies of multipart/form-data (RFC 7578) as their parts. Must not know what becomes of a part.

/// A part with a name, which may be empty; its data lies in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    pub name: Vec<u8>,
    /// `Some`: a file, possibly of no name.
    pub filename: Option<Vec<u8>>,
    /// Its Content-Type; empty: none.
    pub kind: Vec<u8>,
    pub data: &'a [u8],
}

/// The parameter `boundary` of a content type.
pub fn boundary(kind: &[u8]) -> Option<Vec<u8>> {
    let value = parameter(kind, b"boundary")?;
    (1..=70).contains(&value.len()).then_some(value)
}

/// In their order. `None`: the body is not what its type says.
pub fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Option<Vec<Part<'a>>> {
    let delimiter = [b"--", boundary].concat();
    let inner = [b"\r\n--", boundary].concat();
    let mut rest = if body.starts_with(&delimiter) {
        &body[delimiter.len()..]
    } else {
        let at = find(body, &inner)?;
        &body[at + inner.len()..]
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        if parts.len() >= MAX_PARTS {
            return None;
        }
        let head_end = if rest.starts_with(b"\r\n") { 0 } else { find(rest, b"\r\n\r\n")? + 2 };
        let head = &rest[..head_end];
        rest = &rest[head_end + 2..];
        let end = find(rest, &inner)?;
        if let Some(part) = part(head, &rest[..end]) {
            parts.push(part);
        }
        rest = &rest[end + inner.len()..];
    }
}

/// A part without a name has no place in any array.
fn part<'a>(head: &[u8], data: &'a [u8]) -> Option<Part<'a>> {
    let name = parameter(field(head, b"content-disposition")?, b"name")?;
    let kind = field(head, b"content-type").unwrap_or_default().to_vec();
    Some(Part { name, filename: filename(head), kind, data })
}

/// What the head of a part calls the file that it is.
pub(super) fn filename(head: &[u8]) -> Option<Vec<u8>> {
    parameter(field(head, b"content-disposition")?, b"filename")
}

/// The value of a header field; of several the last.
fn field<'a>(head: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).rev();
    lines.find_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        line[..colon].eq_ignore_ascii_case(wanted).then(|| line[colon + 1..].trim_ascii())
    })
}

/// `; name=value` or `; name="value"`, where `\"` stands for a quote.
fn parameter(value: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
    let mut rest = &value[value.iter().position(|&byte| byte == b';')?..];
    while let Some(after) = rest.strip_prefix(b";") {
        let after = after.trim_ascii_start();
        let equals = after.iter().position(|&byte| byte == b'=' || byte == b';')?;
        let name = after[..equals].trim_ascii();
        if after[equals] == b';' {
            rest = &after[equals..];
            continue;
        }
        let (text, left) = text(after[equals + 1..].trim_ascii_start());
        if name.eq_ignore_ascii_case(wanted) {
            return Some(text);
        }
        rest = left.trim_ascii_start();
    }
    None
}

fn text(input: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some(quoted) = input.strip_prefix(b"\"") else {
        let end = input.iter().position(|&byte| byte == b';').unwrap_or(input.len());
        return (input[..end].trim_ascii_end().to_vec(), &input[end..]);
    };
    let mut text = Vec::new();
    let mut at = 0;
    while at < quoted.len() {
        match (quoted[at], quoted.get(at + 1)) {
            // Browsers send Windows paths with bare backslashes: only a quote is escaped.
            (b'\\', Some(b'"')) => {
                text.push(b'"');
                at += 1;
            }
            (b'"', _) => return (text, &quoted[at + 1..]),
            (byte, _) => text.push(byte),
        }
        at += 1;
    }
    (text, &[])
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, wanted)
}

/// As PHP's `max_multipart_body_parts`.
pub(super) const MAX_PARTS: usize = 2000;

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"preamble\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x\r\n\
content-disposition: form-data; name=f; filename=\"b\\\"c.txt\"\r\nContent-Type: text/plain\r\n\r\n\r\n-- two\r\n\r\n--x--\r\nepilogue";

    #[test]
    fn parts_have_names_files_types_and_data() {
        let parts = parts(BODY, b"x").unwrap();
        let part = |name: &str, filename: Option<&str>, kind: &str, data| Part {
            name: name.into(),
            filename: filename.map(Into::into),
            kind: kind.into(),
            data,
        };
        assert_eq!(parts, [part("a", None, "", b"one"), part("f", Some("b\"c.txt"), "text/plain", b"\r\n-- two\r\n")]);
    }

    #[test]
    fn a_body_that_is_cut_is_none_or_ends_where_it_ended() {
        let end = BODY.len() - b"\r\nepilogue".len();
        for cut in 0..end {
            assert_eq!(parts(&BODY[..cut], b"x"), None, "cut at {cut}");
        }
        assert!(parts(&BODY[..end], b"x").is_some());
    }

    #[test]
    fn a_boundary_has_one_to_seventy_bytes() {
        let of = |kind: &str| boundary(kind.as_bytes()).map(|value| String::from_utf8(value).unwrap());
        assert_eq!(of("multipart/form-data; boundary=x").as_deref(), Some("x"));
        assert_eq!(of("multipart/form-data; a=b; Boundary=\"x y\"; c").as_deref(), Some("x y"));
        assert_eq!(of("multipart/form-data; boundary="), None);
        assert_eq!(of(&format!("multipart/form-data; boundary={}", "x".repeat(71))), None);
        assert_eq!(of("multipart/form-data"), None);
    }
}
