//! The header Range (RFC 9110, section 14): one part of a file. Several at once are answered with the whole file, which the RFC allows. And
//! lists of entity tags, on which an answer may depend. Must not know files.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
/// What of a file is asked for.
pub enum Ranged {
    Whole,
    Part { offset: u64, length: u64 },
    Unsatisfiable,
}

/// `asked`: the value of the header. A part is never empty and never beyond the end.
pub fn range(asked: &[u8], size: u64) -> Ranged {
    let Some(part) = std::str::from_utf8(asked).ok().and_then(|text| text.strip_prefix("bytes=")) else {
        return Ranged::Whole;
    };
    let Some((first, last)) = part.trim().split_once('-').filter(|_| !part.contains(',')) else {
        return Ranged::Whole;
    };
    let number = |text: &str| -> Option<u64> {
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(first), number(last)) {
        (Some(first), _) if first >= size => Ranged::Unsatisfiable,
        (Some(first), None) if last.is_empty() => Ranged::Part { offset: first, length: size - first },
        (Some(first), Some(last)) if last >= first => {
            Ranged::Part { offset: first, length: last.min(size - 1) - first + 1 }
        }
        (None, Some(0)) if first.is_empty() => Ranged::Unsatisfiable,
        (None, Some(_)) if first.is_empty() && size == 0 => Ranged::Unsatisfiable,
        (None, Some(count)) if first.is_empty() => {
            let length = count.min(size);
            Ranged::Part { offset: size - length, length }
        }
        _ => Ranged::Whole,
    }
}

/// Whether `If-None-Match` lists the tag (weak comparison, RFC 9110, section 13.1.2).
pub fn lists_tag(list: &[u8], tag: &[u8]) -> bool {
    let known = |known: &[u8]| known == b"*" || known.strip_prefix(b"W/").unwrap_or(known) == tag;
    list.split(|&byte| byte == b',').map(<[u8]>::trim_ascii).any(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_rfc() {
        let part = |offset, length| Ranged::Part { offset, length };
        for (asked, want) in [
            ("bytes=0-2", part(0, 3)),
            ("bytes=2-", part(2, 4)),
            ("bytes=-2", part(4, 2)),
            ("bytes=-20", part(0, 6)),
            ("bytes=1-100", part(1, 5)),
            ("bytes=6-", Ranged::Unsatisfiable),
            ("bytes=-0", Ranged::Unsatisfiable),
            ("bytes=0-1,3-4", Ranged::Whole),
            ("bytes=2-1", Ranged::Whole),
            ("bytes=a-b", Ranged::Whole),
            ("bytes=+1-2", Ranged::Whole),
            ("items=0-1", Ranged::Whole),
            ("bytes=99999999999999999999999-", Ranged::Unsatisfiable),
        ] {
            assert_eq!(range(asked.as_bytes(), 6), want, "{asked}");
        }
    }

    #[test]
    fn a_tag_is_found_in_its_list_weak_or_not() {
        for (list, want) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"x\" , W/\"a\"", true),
            ("*", true),
            ("a", false),
            ("", false),
            ("\"ab\"", false),
        ] {
            assert_eq!(lists_tag(list.as_bytes(), b"\"a\""), want, "{list}");
        }
    }
}
