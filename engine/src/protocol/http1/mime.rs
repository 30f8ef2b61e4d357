//! What a file is, by its name: the table of MIME types, and what the application changed in it. Must not look into files.
//!
//! Changes are a chain that only grows, so reading takes no lock: threads that read while the process forks leave none locked.

use std::sync::OnceLock;

/// By the extension of a name; what is unknown is bytes.
pub fn mime(name: &[u8]) -> &'static str {
    if name.contains(&b'.') { find(name).unwrap_or(BYTES) } else { BYTES }
}

/// By an extension, or a name with one.
pub fn find(name: &[u8]) -> Option<&'static str> {
    let extension = extension(name)?;
    let (mut changed, mut next) = (None, &CHANGES);
    while let Some(change) = next.get() {
        if change.extension == extension {
            changed = Some(change.kind.as_deref());
        }
        next = &change.next;
    }
    changed.unwrap_or_else(|| TYPES.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind))
}

/// From now on files with this extension are of this type; none: of no known one. By the thread that forks.
pub fn change(name: &[u8], kind: Option<String>) {
    let Some(extension) = extension(name) else { return };
    let mut change = Box::new(Change { extension, kind, next: OnceLock::new() });
    let mut end = &CHANGES;
    while let Err(back) = end.set(change) {
        change = back;
        match end.get() {
            Some(change) => end = &change.next,
            None => return,
        }
    }
}

/// Every type that a file may have, in no order.
pub fn all() -> Vec<&'static str> {
    let mut extensions: Vec<&[u8]> = TYPES.iter().map(|(known, _)| known.as_bytes()).collect();
    let mut next = &CHANGES;
    while let Some(change) = next.get() {
        extensions.push(change.extension.as_bytes());
        next = &change.next;
    }
    let mut kinds: Vec<&str> = extensions.into_iter().filter_map(find).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn extension(name: &[u8]) -> Option<String> {
    let found = name.rsplit(|&byte| byte == b'.').next().filter(|found| !found.is_empty())?;
    std::str::from_utf8(found).ok().map(str::to_ascii_lowercase)
}

struct Change {
    extension: String,
    kind: Option<String>,
    next: OnceLock<Box<Change>>,
}

static CHANGES: OnceLock<Box<Change>> = OnceLock::new();

pub const BYTES: &str = "application/octet-stream";

#[rustfmt::skip]
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html"), ("htm", "text/html"), ("css", "text/css"), ("js", "text/javascript"), ("mjs", "text/javascript"),
    ("json", "application/json"), ("map", "application/json"), ("txt", "text/plain"), ("log", "text/plain"), ("md", "text/markdown"),
    ("csv", "text/csv"), ("xml", "text/xml"), ("svg", "image/svg+xml"), ("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
    ("gif", "image/gif"), ("webp", "image/webp"), ("avif", "image/avif"), ("ico", "image/x-icon"), ("bmp", "image/bmp"),
    ("tif", "image/tiff"), ("tiff", "image/tiff"), ("mp3", "audio/mpeg"), ("ogg", "audio/ogg"), ("wav", "audio/wav"), ("m4a", "audio/mp4"),
    ("mp4", "video/mp4"), ("webm", "video/webm"), ("mov", "video/quicktime"), ("avi", "video/x-msvideo"), ("mpeg", "video/mpeg"),
    ("woff", "font/woff"), ("woff2", "font/woff2"), ("ttf", "font/ttf"), ("otf", "font/otf"), ("eot", "application/vnd.ms-fontobject"),
    ("pdf", "application/pdf"), ("zip", "application/zip"), ("gz", "application/gzip"), ("tar", "application/x-tar"), ("7z", "application/x-7z-compressed"),
    ("rar", "application/vnd.rar"), ("bz2", "application/x-bzip2"), ("wasm", "application/wasm"), ("xhtml", "application/xhtml+xml"),
    ("rtf", "application/rtf"), ("doc", "application/msword"), ("xls", "application/vnd.ms-excel"), ("ppt", "application/vnd.ms-powerpoint"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("php", "text/x-php"), ("ics", "text/calendar"), ("webmanifest", "application/manifest+json"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_go_over_the_table_and_the_last_one_counts() {
        assert_eq!(find(b"x.tar.GZ"), Some("application/gzip"));
        assert_eq!((find(b"html"), mime(b"html")), (Some("text/html"), BYTES));
        assert_eq!(find(b"a.changed"), None);
        change(b"changed", Some("x/one".into()));
        change(b"changed", Some("x/two".into()));
        assert_eq!((find(b"a.changed"), mime(b"b.Changed")), (Some("x/two"), "x/two"));
        assert!(all().contains(&"x/two") && !all().contains(&"x/one"));
        change(b"changed", None);
        assert_eq!(find(b"a.changed"), None);
        change(b"", Some("x/none".into()));
        assert_eq!(find(b""), None);
    }
}
