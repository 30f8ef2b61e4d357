//! `enable_static_handler`: files below `document_root` answer requests without the application. Must not write, and must not leave the root by
//! what a client asks for (links that stand in it are followed, as every web server does).

mod listing;

use std::fs::{File, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::ipc::files::OutgoingFile;
use crate::protocol::http1::{Ranged, RequestView, Rewrite, date, lists_tag, mime, parse_date, range, reason};

/// The options, as resolved for a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFiles {
    pub root: PathBuf,
    /// Paths that are served here and nowhere else; empty: every path, and what is not found goes to the application.
    pub locations: Vec<Vec<u8>>,
    pub index_files: Vec<Vec<u8>>,
    pub autoindex: bool,
    /// Looked at in their order; the first that is for a path gives it another name, and no other one does.
    pub rewrites: Vec<Rewrite>,
}

/// What is sent in place of the application's answer.
#[derive(Debug)]
pub struct FileAnswer {
    pub head: Vec<u8>,
    pub file: Option<OutgoingFile>,
}

impl StaticFiles {
    /// `None`: the application answers. `now` is the time for the header Date.
    pub fn answer(&self, request: RequestView<'_>, now: u64) -> Option<FileAnswer> {
        let is_head = request.method() == b"HEAD";
        if !is_head && request.method() != b"GET" {
            return None;
        }
        let rewritten = self.rewrites.iter().find_map(|rule| rule.apply(request.path()));
        let path = decoded(rewritten.as_deref().unwrap_or(request.path()));
        let located = self.locations.iter().any(|location| is_below(&path, location));
        if !located && !self.locations.is_empty() {
            return None;
        }
        let asked = Asked { request, now, is_head };
        let found = relative(&path).and_then(|relative| self.find(&asked, &path, &relative));
        found.or_else(|| located.then(|| asked.page(404, b"<html><body><h1>HTTP 404 Not Found</h1></body></html>")))
    }

    fn find(&self, asked: &Asked<'_>, path: &[u8], relative: &Path) -> Option<FileAnswer> {
        let full = self.root.join(relative);
        let facts = std::fs::metadata(&full).ok()?;
        if facts.is_file() {
            return asked.file(&full, &facts);
        }
        if !facts.is_dir() {
            return None;
        }
        let index = self.index_files.iter().find_map(|name| {
            let full = full.join(relative_name(name)?);
            let facts = std::fs::metadata(&full).ok().filter(Metadata::is_file)?;
            asked.file(&full, &facts)
        });
        index.or_else(|| self.autoindex.then(|| listing::page(&full, path).map(|page| asked.page(200, &page)))?)
    }
}

/// One request for a file.
struct Asked<'a> {
    request: RequestView<'a>,
    now: u64,
    is_head: bool,
}

impl Asked<'_> {
    fn file(&self, full: &Path, facts: &Metadata) -> Option<FileAnswer> {
        let (size, modified) = (facts.size(), u64::try_from(facts.mtime()).unwrap_or(0));
        let tag = format!("\"{modified:x}-{size:x}\"");
        let about = |head: &mut Vec<u8>| {
            line(head, "Last-Modified", &date(modified));
            line(head, "ETag", &tag);
        };
        if self.is_unchanged(&tag, modified) {
            return Some(self.bare(304, about));
        }
        let ranged = match self.request.header(b"range").filter(|_| self.range_counts(&tag, modified)) {
            Some(asked) => range(asked, size),
            None => Ranged::Whole,
        };
        let (status, offset, length) = match ranged {
            Ranged::Whole => (200, 0, size),
            Ranged::Part { offset, length } => (206, offset, length),
            Ranged::Unsatisfiable => {
                return Some(self.bare(416, |head| {
                    line(head, "Content-Range", &format!("bytes */{size}"));
                    line(head, "Content-Length", "0");
                }));
            }
        };
        let file = File::open(full).ok()?;
        let answer = self.bare(status, |head| {
            line(head, "Content-Type", mime(full.as_os_str().as_bytes()));
            line(head, "Content-Length", &length.to_string());
            line(head, "Accept-Ranges", "bytes");
            if status == 206 {
                line(head, "Content-Range", &format!("bytes {offset}-{}/{size}", offset + length - 1));
            }
            about(head);
        });
        let path = full.as_os_str().as_bytes().to_vec();
        let file = (length > 0 && !self.is_head).then(|| OutgoingFile { file: file.into(), offset, length, path });
        Some(FileAnswer { file, ..answer })
    }

    /// A page that is made here.
    fn page(&self, status: u16, body: &[u8]) -> FileAnswer {
        let mut answer = self.bare(status, |head| {
            line(head, "Content-Type", "text/html; charset=utf-8");
            line(head, "Content-Length", &body.len().to_string());
        });
        if !self.is_head {
            answer.head.extend_from_slice(body);
        }
        answer
    }

    fn bare(&self, status: u16, more: impl FnOnce(&mut Vec<u8>)) -> FileAnswer {
        let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status).unwrap_or_default()).into_bytes();
        line(&mut head, "Server", "swoole-http-server");
        line(&mut head, "Date", &date(self.now));
        line(&mut head, "Connection", if self.request.keep_alive() { "keep-alive" } else { "close" });
        more(&mut head);
        head.extend_from_slice(b"\r\n");
        FileAnswer { head, file: None }
    }

    /// RFC 9110, section 13.2.2: a tag goes before a date.
    fn is_unchanged(&self, tag: &str, modified: u64) -> bool {
        match (self.request.header(b"if-none-match"), self.request.header(b"if-modified-since")) {
            (Some(tags), _) => lists_tag(tags, tag.as_bytes()),
            (None, Some(since)) => parse_date(since).is_some_and(|since| modified <= since),
            (None, None) => false,
        }
    }

    fn range_counts(&self, tag: &str, modified: u64) -> bool {
        match self.request.header(b"if-range") {
            None => true,
            Some(condition) => condition == tag.as_bytes() || parse_date(condition) == Some(modified),
        }
    }
}

fn line(head: &mut Vec<u8>, name: &str, value: &str) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value.as_bytes());
    head.extend_from_slice(b"\r\n");
}

/// `/static` is above `/static` and `/static/a`, not above `/statically`.
fn is_below(path: &[u8], location: &[u8]) -> bool {
    path.strip_prefix(location)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/") || location.ends_with(b"/"))
}

/// The path below the root; `None` for one that would leave it or can not name a file.
fn relative(path: &[u8]) -> Option<PathBuf> {
    let mut relative = PathBuf::new();
    for part in path.strip_prefix(b"/")?.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => return None,
            part => relative.push(relative_name(part)?),
        }
    }
    Some(relative)
}

fn relative_name(name: &[u8]) -> Option<&std::ffi::OsStr> {
    (!name.contains(&0) && !name.contains(&b'/') && name != b"..").then(|| std::ffi::OsStr::from_bytes(name))
}

/// Percent-decoding; what is no escape stays as it is.
fn decoded(path: &[u8]) -> Vec<u8> {
    let digit = |at: usize| path.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut decoded = Vec::with_capacity(path.len());
    let mut at = 0;
    while at < path.len() {
        match (path[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 2;
            }
            (byte, ..) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

#[cfg(test)]
mod tests;
