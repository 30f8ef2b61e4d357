//! Bodies that are too large to be held: their files, or the whole of what is no form, go to files as they arrive. Must not open files
//! itself: a [`Depot`] does that.

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::BytesMut;

use super::head::Refused;
use super::message::{Attachment, AttachmentError, IndexBuilder, RequestView};
use super::multipart::{Piece, Splitter};
use crate::protocol::multipart;

/// Where such files are made.
pub trait Depot: Send + Sync {
    fn open(&self) -> io::Result<Box<dyn Stored>>;
}

/// A file that is being written. It is deleted when this is dropped, unless it was handed over.
pub trait Stored {
    fn write(&mut self, data: &[u8]) -> io::Result<()>;
    /// As the workers see it.
    fn path(&self) -> &[u8];
    /// From now on somebody else deletes it.
    fn hand_over(&mut self);
}

/// Whether and how a port stores bodies.
#[derive(Clone)]
pub struct Storing {
    pub depot: Arc<dyn Depot>,
    /// Files of forms go to files of their own. Otherwise a form is a body like others.
    pub forms: bool,
    /// Bytes of one file of a form.
    pub largest_file: Option<u64>,
}

impl fmt::Debug for Storing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storing").field("forms", &self.forms).finish_non_exhaustive()
    }
}

/// One body on its way.
pub struct Upload {
    storing: Storing,
    kind: Kind,
    /// Of complete files, and of those that could not be kept.
    attachments: Vec<Attachment>,
    files: Vec<Box<dyn Stored>>,
    current: Option<Current>,
}

enum Kind {
    Form(Box<Splitter>),
    Whole,
}

struct Current {
    at: usize,
    size: u64,
    file: Result<Box<dyn Stored>, AttachmentError>,
}

impl Upload {
    /// Where a body goes when it is not to be held. `length`: None if it is not known.
    pub fn of(storing: &Storing, request: RequestView<'_>, length: Option<usize>) -> Option<Upload> {
        let kind = request.header(b"content-type").unwrap_or_default();
        let start = kind.get(..FORM.len()).unwrap_or_default();
        if storing.forms && start.eq_ignore_ascii_case(FORM) && request.method() != b"GET" {
            let large = length.is_none_or(|length| length > LARGE_FORM);
            if let Some(boundary) = multipart::boundary(kind).filter(|_| large) {
                return Some(Upload::form(storing, &boundary));
            }
        }
        length.is_some_and(|length| length > LARGE_BODY).then(|| Upload::whole(storing))
    }

    fn form(storing: &Storing, boundary: &[u8]) -> Upload {
        Self::new(storing, Kind::Form(Box::new(Splitter::new(boundary))))
    }

    /// All of it in one file.
    pub fn whole(storing: &Storing) -> Upload {
        let mut upload = Self::new(storing, Kind::Whole);
        upload.current = Some(Current::open(storing, 0));
        upload
    }

    fn new(storing: &Storing, kind: Kind) -> Upload {
        Upload { storing: storing.clone(), kind, attachments: Vec::new(), files: Vec::new(), current: None }
    }

    /// `held` gets what does not go to files; `head` bytes of it are not of the body.
    pub fn take(&mut self, data: &[u8], held: &mut BytesMut, head: usize) -> Result<(), Refused> {
        let Upload { storing, kind, attachments, files, current } = self;
        match kind {
            Kind::Form(splitter) => splitter
                .feed(data, |piece| match piece {
                    Piece::Held(data) => held.extend_from_slice(data),
                    Piece::FileBegins => *current = Some(Current::open(storing, held.len() - head)),
                    Piece::FileData(data) => {
                        if let Some(current) = current {
                            current.write(data, storing.largest_file);
                        }
                    }
                    Piece::FileEnds => {
                        if let Some(current) = current.take() {
                            current.close(attachments, files);
                        }
                    }
                })
                .map_err(|why| (400, why)),
            Kind::Whole => {
                if let Some(current) = current {
                    current.write(data, None);
                    if current.file.is_err() {
                        return Err((500, "the body could not be written to upload_tmp_dir"));
                    }
                }
                Ok(())
            }
        }
    }

    /// The body is complete: the request's index learns what lies in files. They are deleted with what is given, unless they are handed over.
    pub fn finish(mut self, index: &mut Vec<u8>) -> Result<Vec<Box<dyn Stored>>, Refused> {
        match &self.kind {
            Kind::Form(splitter) if !splitter.is_complete() => {
                return Err((400, "a form ends without its last boundary"));
            }
            Kind::Form(_) => {}
            Kind::Whole => {
                if let Some(current) = self.current.take() {
                    current.close(&mut self.attachments, &mut self.files);
                }
            }
        }
        *index = IndexBuilder::attach(index, &self.attachments, matches!(self.kind, Kind::Whole));
        Ok(self.files)
    }
}

impl Current {
    fn open(storing: &Storing, at: usize) -> Current {
        Current {
            at,
            size: 0,
            file: storing.depot.open().map_err(|error| AttachmentError::NotWritten(error.to_string())),
        }
    }

    /// What can not be kept is left out: a file with an error.
    fn write(&mut self, data: &[u8], limit: Option<u64>) {
        let Ok(file) = &mut self.file else { return };
        self.size += data.len() as u64;
        if limit.is_some_and(|limit| self.size > limit) {
            self.file = Err(AttachmentError::TooLarge);
        } else if let Err(error) = file.write(data) {
            self.file = Err(AttachmentError::NotWritten(error.to_string()));
        }
    }

    fn close(self, attachments: &mut Vec<Attachment>, files: &mut Vec<Box<dyn Stored>>) {
        let (size, outcome) = match self.file {
            Ok(file) => {
                let path = file.path().to_vec();
                files.push(file);
                (self.size, Ok(path))
            }
            Err(error) => (0, Err(error)),
        };
        attachments.push(Attachment { at: self.at, size, outcome });
    }
}

const FORM: &[u8] = b"multipart/form-data";
/// Forms beyond this are split as they arrive; smaller ones travel as they are, which costs less than a file.
const LARGE_FORM: usize = 256 << 10;
/// What is no form and larger than this goes to a file as a whole.
pub const LARGE_BODY: usize = 4 << 20;
