//! Functions on a part of a string, without PHP code having to cut it out, and hashes.

use crate::zend::{Call, Callable, Function, Outcome, Raised, Zv, method, throw_error, warning};

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_hashcode(string $data, int $type = 0): int|false", hashcode),
    method(
        "function swoole_substr_unserialize(string $str, int $offset, int $length = 0, array $options = []): mixed",
        unserialize,
    ),
    method(
        "function swoole_substr_json_decode(string $str, int $offset, int $length = 0, bool $associative = false, int $depth = 512, int $flags = 0): mixed",
        json_decode,
    ),
];

/// 0: PHP's own hash of strings; 1: Jenkins' one-at-a-time.
fn hashcode(call: &mut Call<'_>) -> Zv {
    let data = call.bytes(0);
    match call.opt_int(1).unwrap_or(0) {
        0 => {
            let hash = data.iter().fold(5381u64, |hash, byte| hash.wrapping_mul(33).wrapping_add(u64::from(*byte)));
            Zv::int((hash | 1 << 63) as i64)
        }
        1 => Zv::int(one_at_a_time(data).into()),
        _ => Zv::bool(false),
    }
}

fn one_at_a_time(data: &[u8]) -> u32 {
    let mut hash = 0u32;
    for byte in data {
        hash = hash.wrapping_add((*byte).into());
        hash = hash.wrapping_add(hash << 10);
        hash ^= hash >> 6;
    }
    hash = hash.wrapping_add(hash << 3);
    hash ^= hash >> 11;
    hash.wrapping_add(hash << 15)
}

/// A negative offset counts from the end; a length of 0, or one that leads beyond the end, means the rest. None: nothing is there.
fn part(text: &[u8], offset: i64, length: i64) -> Option<&[u8]> {
    let size = i64::try_from(text.len()).ok()?;
    let start = if offset < 0 { size.checked_add(offset).filter(|start| *start >= 0)? } else { offset };
    let rest = text.get(usize::try_from(start).ok()?..).filter(|rest| !rest.is_empty())?;
    let length = usize::try_from(length).unwrap_or(0);
    Some(if length == 0 { rest } else { &rest[..length.min(rest.len())] })
}

fn call_php(name: &str, args: &mut [Zv]) -> Outcome<Zv> {
    Callable::new(&Zv::str(name)).map_err(|reason| throw_error(&reason))?.call(args)
}

fn unserialize(call: &mut Call<'_>) -> Outcome<Zv> {
    let Some(found) = part(call.bytes(0), call.int(1), call.opt_int(2).unwrap_or(0)) else {
        return Ok(Zv::bool(false));
    };
    let mut args = vec![Zv::str(found)];
    args.extend(call.arg(3).cloned());
    call_php("unserialize", &mut args)
}

fn json_decode(call: &mut Call<'_>) -> Outcome<Zv> {
    let refuse = |reason: &str| {
        warning(reason);
        Raised::check(Zv::NULL)
    };
    let (text, depth) = (call.bytes(0), call.opt_int(4).unwrap_or(512));
    if text.is_empty() {
        return refuse("Non-empty string required");
    }
    let Some(found) = part(text, call.int(1), call.opt_int(2).unwrap_or(0)) else {
        return refuse(match call.int(1) {
            ..0 => "Offset must be not less than the negative length of the string",
            _ => "Offset must be less than the length of the string",
        });
    };
    if depth <= 0 {
        return refuse("Depth must be greater than zero");
    }
    if depth > i64::from(i32::MAX) {
        return refuse("Depth must be lower than 2147483647");
    }
    let associative = Zv::bool(call.opt_bool(3).unwrap_or(false));
    let flags = Zv::int(call.opt_int(5).unwrap_or(0));
    call_php("json_decode", &mut [Zv::str(found), associative, Zv::int(depth), flags])
}
