//! Shell commands: their output read in the loop, their end waited for there. It must not take the ends of other children.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};

use rswoole_engine::net::Readiness;
use rswoole_engine::sys::descriptor::{duplicate, set_nonblocking};
use rswoole_engine::sys::process::Pid;

use super::children;

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub signal: i32,
    pub output: Vec<u8>,
}

thread_local! {
    /// Commands whose coroutine did not wait for their end.
    static LEFT: RefCell<Vec<Child>> = const { RefCell::new(Vec::new()) };
}

/// Its end is for nobody else until it is known.
struct Running(Option<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        let Some(mut child) = self.0.take() else { return };
        if matches!(child.try_wait(), Ok(None)) {
            LEFT.with_borrow_mut(|left| left.push(child));
        } else {
            children::disown(pid(&child));
        }
    }
}

fn pid(child: &Child) -> Pid {
    Pid(child.id() as i32)
}

/// Takes the ends of commands that nobody waits for any more.
fn bury() {
    LEFT.with_borrow_mut(|left| {
        left.retain_mut(|child| {
            let lives = matches!(child.try_wait(), Ok(None));
            if !lives {
                children::disown(pid(child));
            }
            lives
        });
    });
}

/// Runs `command` in a shell. `with_errors`: what it says on its error stream is part of the output.
pub async fn run(command: &[u8], with_errors: bool) -> io::Result<Ended> {
    bury();
    let script = if with_errors { [b"exec 2>&1\n", command].concat() } else { command.to_vec() };
    let mut child = Command::new("/bin/sh").arg("-c").arg(OsStr::from_bytes(&script)).stdout(Stdio::piped()).spawn()?;
    children::own(pid(&child));
    let pipe: Option<OwnedFd> = child.stdout.take().map(OwnedFd::from);
    let mut running = Running(Some(child));
    let output = match pipe {
        Some(pipe) => read_to_end(pipe).await?,
        None => Vec::new(),
    };
    let status = end(&mut running).await?;
    Ok(Ended { code: status.code().unwrap_or(0), signal: status.signal().unwrap_or(0), output })
}

async fn read_to_end(pipe: OwnedFd) -> io::Result<Vec<u8>> {
    set_nonblocking(pipe.as_raw_fd())?;
    let readiness = Readiness::new(duplicate(pipe.as_raw_fd())?)?;
    let mut pipe = File::from(pipe);
    let (mut output, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
    loop {
        let read = poll_fn(|cx| readiness.poll_io(cx, |_| pipe.read(&mut buffer))).await;
        match read {
            Ok(0) => return Ok(output),
            Ok(count) => output.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

async fn end(running: &mut Running) -> io::Result<ExitStatus> {
    let Some(child) = &mut running.0 else { return Err(io::ErrorKind::NotFound.into()) };
    loop {
        if let Some(status) = child.try_wait()? {
            children::disown(pid(child));
            running.0 = None;
            return Ok(status);
        }
        children::ended(pid(child)).await;
    }
}
