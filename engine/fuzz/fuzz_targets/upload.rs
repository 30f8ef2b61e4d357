//! Forms whose files go to a depot as they arrive: put together again they are the body that came, and their parts are those of the same form
//! held in memory. Nothing is written that a file may not have, and what is refused leaves no file behind.

#![no_main]

use std::io;
use std::sync::{Arc, Mutex};

use arbitrary::Arbitrary;
use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::http1::{
    Attachment, AttachmentError, Depot, Http1, Limits, RequestView, Stored, Storing,
};
use rswoole_engine::protocol::multipart::parts;
use rswoole_engine::protocol::{Dialogue, QuestionKind};
use rswoole_fuzz::{Cuts, pieces};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    cuts: Cuts,
    chunks: Cuts,
    largest_file: Option<u8>,
    /// Files that the depot does not make.
    broken: Option<u8>,
    form: Form<'a>,
}

#[derive(Arbitrary, Debug)]
enum Form<'a> {
    Parts(Vec<(&'a [u8], &'a [u8])>),
    Any(&'a [u8]),
}

const MARK: &[u8] = b"B";
const HEAD: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Files by number, until they are dropped.
#[derive(Default, Clone)]
struct Memory {
    files: Arc<Mutex<Vec<Option<Vec<u8>>>>>,
    broken: Option<usize>,
}

struct File {
    memory: Memory,
    number: usize,
    path: Vec<u8>,
    kept: bool,
}

impl Depot for Memory {
    fn open(&self) -> io::Result<Box<dyn Stored>> {
        let mut files = self.files.lock().unwrap();
        let number = files.len();
        files.push(None);
        if self.broken == Some(number) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        files[number] = Some(Vec::new());
        Ok(Box::new(File { memory: self.clone(), number, path: number.to_string().into_bytes(), kept: false }))
    }
}

impl Stored for File {
    fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.memory.files.lock().unwrap()[self.number].as_mut().unwrap().extend_from_slice(data);
        Ok(())
    }

    fn path(&self) -> &[u8] {
        &self.path
    }

    fn hand_over(&mut self) {
        self.kept = true;
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if !self.kept {
            self.memory.files.lock().unwrap()[self.number] = None;
        }
    }
}

fn body(form: &Form<'_>) -> Vec<u8> {
    match form {
        Form::Any(body) => body.to_vec(),
        Form::Parts(parts) => {
            let mut body = Vec::new();
            for (head, data) in parts {
                body.extend_from_slice(b"--B\r\nContent-Disposition: form-data; name=\"a\"");
                body.extend_from_slice(head);
                body.extend_from_slice(b"\r\n\r\n");
                body.extend_from_slice(data);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"--B--\r\n");
            body
        }
    }
}

fn chunked(body: &[u8], chunks: Cuts) -> Vec<u8> {
    let mut stream = HEAD.to_vec();
    for chunk in pieces(body, &chunks) {
        stream.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        stream.extend_from_slice(chunk);
        stream.extend_from_slice(b"\r\n");
    }
    stream.extend_from_slice(b"0\r\n\r\n");
    stream
}

/// What is held, and what lies in files; `None`: refused.
fn read(stream: &[u8], cuts: Cuts, storing: Storing) -> Option<(Vec<u8>, Vec<Attachment>)> {
    let mut codec = Http1::new(Arc::new(Limits { storing: Some(storing), ..Limits::default() }));
    let mut input = BytesMut::new();
    for piece in pieces(stream, &cuts) {
        input.extend_from_slice(piece);
        if let Some(question) = codec.decode(&mut input).ok()? {
            let QuestionKind::Request(index) = &question.kind else { panic!("not a request") };
            codec.delivered();
            let view = RequestView::new(index, &question.payload);
            assert!(input.is_empty() && !view.is_body_stored());
            return Some((view.body().to_vec(), view.attachments()));
        }
    }
    panic!("the stream is whole");
}

fuzz_target!(|input: Input<'_>| {
    let body = body(&input.form);
    let memory = Memory { broken: input.broken.map(usize::from), ..Memory::default() };
    let largest_file = input.largest_file.map(u64::from);
    let storing = Storing { depot: Arc::new(memory.clone()), forms: true, largest_file };
    let read = read(&chunked(&body, input.chunks), input.cuts, storing);
    let files = memory.files.lock().unwrap();
    let Some((held, attachments)) = read else {
        assert!(files.iter().all(Option::is_none), "a refused form left files");
        return;
    };
    assert!(files.iter().flatten().all(|file| largest_file.is_none_or(|most| file.len() as u64 <= most)));
    let file = |attachment: &Attachment| {
        let number: usize = std::str::from_utf8(attachment.outcome.as_ref().ok()?).ok()?.parse().ok()?;
        let file = files[number].as_ref().expect("a file that was handed over");
        assert_eq!(file.len() as u64, attachment.size);
        Some(file)
    };
    if attachments.iter().all(|attachment| attachment.outcome.is_ok()) {
        let (mut again, mut done) = (Vec::new(), 0);
        for attachment in &attachments {
            again.extend_from_slice(&held[done..attachment.at]);
            again.extend_from_slice(file(attachment).unwrap());
            done = attachment.at;
        }
        again.extend_from_slice(&held[done..]);
        assert_eq!(again, body);
    }
    let (Some(stored), Some(plain)) = (parts(&held, MARK), parts(&body, MARK)) else {
        panic!("a form that was taken is none");
    };
    assert_eq!(stored.len(), plain.len());
    for (stored, plain) in stored.iter().zip(&plain) {
        assert_eq!((&stored.name, &stored.filename, &stored.kind), (&plain.name, &plain.filename, &plain.kind));
        let at = stored.data.as_ptr() as usize - held.as_ptr() as usize;
        match attachments.iter().find(|attachment| attachment.at == at) {
            None => assert_eq!(stored.data, plain.data),
            Some(attachment) => match &attachment.outcome {
                Ok(_) => assert_eq!((stored.data, &file(attachment).unwrap()[..]), (&[][..], plain.data)),
                Err(AttachmentError::TooLarge) => assert!(plain.data.len() as u64 > largest_file.unwrap()),
                Err(AttachmentError::NotWritten(_)) => assert!(input.broken.is_some()),
            },
        }
        if attachments.iter().any(|attachment| attachment.at == at) {
            assert!(plain.filename.as_ref().is_some_and(|name| !name.is_empty()), "a field's data went to a file");
        }
    }
});
