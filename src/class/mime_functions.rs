//! `swoole_mime_type_*`: the table by which files are served. Changes count for static files and `sendfile()` of this process, and of those that are
//! forked afterwards.

use rswoole_engine::protocol::http1::mime;

use crate::zend::{Array, Call, Function, Zv, method};

pub static FUNCTIONS: &[Function] = &[
    method("function swoole_mime_type_add(string $suffix, string $mime_type): bool", add),
    method("function swoole_mime_type_set(string $suffix, string $mime_type): void", set),
    method("function swoole_mime_type_delete(string $suffix): bool", delete),
    method("function swoole_mime_type_get(string $filename): string", get),
    method("function swoole_get_mime_type(string $filename): string", get),
    method("function swoole_mime_type_exists(string $filename): bool", exists),
    method("function swoole_mime_type_list(): array", list),
];

/// False: the suffix has a type.
fn add(call: &mut Call<'_>) -> bool {
    let new = mime::find(call.bytes(0)).is_none();
    if new {
        mime::change(call.bytes(0), Some(text(call.bytes(1))));
    }
    new
}

fn set(call: &mut Call<'_>) {
    mime::change(call.bytes(0), Some(text(call.bytes(1))));
}

fn delete(call: &mut Call<'_>) -> bool {
    let known = mime::find(call.bytes(0)).is_some();
    if known {
        mime::change(call.bytes(0), None);
    }
    known
}

fn get(call: &mut Call<'_>) -> String {
    mime::find(call.bytes(0)).unwrap_or(mime::BYTES).to_owned()
}

fn exists(call: &mut Call<'_>) -> bool {
    mime::find(call.bytes(0)).is_some()
}

fn list(_: &mut Call<'_>) -> Array {
    mime::all().into_iter().map(Zv::str).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
