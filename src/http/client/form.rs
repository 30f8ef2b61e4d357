//! Bodies of multipart/form-data as a client sends them (RFC 7578): fields, data and parts of files, whose bytes never lie in memory as a
//! whole. Must not send.

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;

/// What a body is made of, in order.
#[derive(Debug, PartialEq, Eq)]
pub enum Segment {
    Bytes(Vec<u8>),
    File { path: PathBuf, offset: u64, length: u64 },
}

pub struct Form {
    boundary: String,
    segments: Vec<Segment>,
}

/// A file or data that comes as one.
pub struct Upload<'a> {
    pub name: &'a [u8],
    pub filename: &'a [u8],
    pub kind: &'a [u8],
}

impl Form {
    pub fn new() -> Form {
        // Nobody who wrote a part can foresee it.
        let random = || RandomState::new().hash_one(0);
        Form {
            boundary: format!("----SwooleBoundary{:016x}{:05x}", random(), random() & 0xf_ffff),
            segments: Vec::new(),
        }
    }

    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub fn field(&mut self, name: &[u8], value: &[u8]) {
        let head = [b"Content-Disposition: form-data; name=\"", &escaped(name)[..], b"\"\r\n\r\n"].concat();
        self.part(&head);
        self.bytes(value);
        self.bytes(b"\r\n");
    }

    pub fn data(&mut self, upload: &Upload<'_>, data: &[u8]) {
        self.begin(upload);
        self.bytes(data);
        self.bytes(b"\r\n");
    }

    pub fn file(&mut self, upload: &Upload<'_>, path: PathBuf, offset: u64, length: u64) {
        self.begin(upload);
        self.segments.push(Segment::File { path, offset, length });
        self.bytes(b"\r\n");
    }

    /// The whole body.
    pub fn finish(mut self) -> Vec<Segment> {
        let end = format!("--{}--\r\n", self.boundary);
        self.bytes(end.as_bytes());
        self.segments
    }

    fn begin(&mut self, upload: &Upload<'_>) {
        let head = [
            b"Content-Disposition: form-data; name=\"",
            &escaped(upload.name)[..],
            b"\"; filename=\"",
            &escaped(upload.filename),
            b"\"\r\nContent-Type: ",
            &one_line(upload.kind),
            b"\r\n\r\n",
        ];
        self.part(&head.concat());
    }

    fn part(&mut self, head: &[u8]) {
        let line = format!("--{}\r\n", self.boundary);
        self.bytes(line.as_bytes());
        self.bytes(head);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match self.segments.last_mut() {
            Some(Segment::Bytes(last)) => last.extend_from_slice(bytes),
            _ => self.segments.push(Segment::Bytes(bytes.to_vec())),
        }
    }
}

pub fn length(segments: &[Segment]) -> u64 {
    let of = |segment: &Segment| match segment {
        Segment::Bytes(bytes) => bytes.len() as u64,
        Segment::File { length, .. } => *length,
    };
    segments.iter().map(of).sum()
}

/// As browsers write names: nothing in them can end the quoted text or the line.
fn escaped(name: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'"' => text.extend_from_slice(b"%22"),
            b'\r' => text.extend_from_slice(b"%0D"),
            b'\n' => text.extend_from_slice(b"%0A"),
            byte => text.push(byte),
        }
    }
    text
}

fn one_line(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect()
}
