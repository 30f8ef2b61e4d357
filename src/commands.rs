//! The commands of `Server::addCommand()`: which there are, and how one gets to the process that runs it and its answer back. Each process has
//! a socket of its own, made before the first fork and only where a command was added. Must not know PHP's signatures.
//!
//! A reactor thread runs no PHP code, so none is sent there. The manager and a master without a loop look when they are woken.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use rswoole_engine::net::Readiness;
use rswoole_engine::pool::{Mailbox, Posted};
use rswoole_engine::server::Role;
use rswoole_engine::sys::descriptor::duplicate;
use rswoole_engine::worker::Fate;

use crate::callback_end::{Said, settle};
use crate::coroutine;
use crate::state::{Mode, ServerState};
use crate::world::World;
use crate::zend::{self, Callable, Gc, Object, Zv};

pub struct Command {
    pub name: Vec<u8>,
    /// `SWOOLE_SERVER_COMMAND_*`
    pub accepted: i64,
    pub callback: Callable,
}

#[derive(Default)]
pub struct Commands {
    known: RefCell<Vec<Rc<Command>>>,
    /// By place: event workers and task workers by id, manager, master.
    boxes: RefCell<Rc<[Mailbox]>>,
    waiting: RefCell<HashMap<u64, Waiting>>,
    next: Cell<u64>,
    /// Of this process's box, in its loop.
    edge: RefCell<Option<Readiness>>,
}

#[derive(Default)]
struct Waiting {
    answer: Option<Vec<u8>>,
    waker: Option<Waker>,
}

/// What a callback answers that gave no string.
pub const WRONG_TYPE: &[u8] = br#"{"data": "wrong return type", "code": -2}"#;

enum Message<'a> {
    Request { from: usize, id: u64, name: &'a [u8], data: &'a [u8] },
    Answer { id: u64, data: &'a [u8] },
}

impl Commands {
    /// False: one of that name is there.
    pub fn add(&self, command: Command) -> bool {
        if self.find(&command.name).is_some() {
            return false;
        }
        self.known.borrow_mut().push(Rc::new(command));
        true
    }

    pub fn find(&self, name: &[u8]) -> Option<Rc<Command>> {
        self.known.borrow().iter().find(|command| command.name == name).cloned()
    }

    pub fn gc(&self, gc: &mut Gc) {
        if let Ok(known) = self.known.try_borrow() {
            known.iter().for_each(|command| gc.callable(&command.callback));
        }
    }

    /// Before the first fork. `workers`: with task workers.
    pub fn open(&self, workers: u32) -> io::Result<()> {
        if !self.known.borrow().is_empty() {
            let boxes: Vec<Mailbox> = (0..workers + 2).map(|_| Mailbox::new()).collect::<io::Result<_>>()?;
            self.boxes.replace(boxes.into());
        }
        Ok(())
    }

    pub fn manager(&self) -> usize {
        self.boxes.borrow().len().saturating_sub(2)
    }

    /// Which box is this process's. None: a user process.
    pub fn own(&self, world: &World) -> Option<usize> {
        match world.role {
            Role::Worker(id) | Role::Task(id) => Some(id.0 as usize),
            Role::Manager => Some(self.manager()),
            // The one process of BASE that is both.
            Role::Master if world.mode == Mode::Base => Some(0),
            Role::Master => Some(self.manager() + 1),
            Role::User(_) => None,
        }
    }

    /// Sends a request; its number.
    pub fn ask(&self, from: usize, to: usize, name: &[u8], data: &[u8]) -> io::Result<u64> {
        let id = self.next.get();
        self.next.set(id + 1);
        let name_length = (name.len() as u32).to_ne_bytes();
        let message =
            [&[REQUEST][..], &(from as u32).to_ne_bytes(), &id.to_ne_bytes(), &name_length, name, data].concat();
        self.waiting.borrow_mut().insert(id, Waiting::default());
        self.post(to, &message).inspect_err(|_| self.forget(id))?;
        Ok(id)
    }

    pub fn forget(&self, id: u64) {
        self.waiting.borrow_mut().remove(&id);
    }

    /// The answer to a request. `alone`: no loop of this process looks at its box.
    pub async fn answer(&self, id: u64, own: usize, alone: bool) -> Vec<u8> {
        let boxes = Rc::clone(&self.boxes.borrow());
        let mut edge = None;
        poll_fn(|cx| {
            if let Some(waiting) = self.waiting.borrow_mut().get_mut(&id) {
                waiting.waker = Some(cx.waker().clone());
            }
            if alone && edge.is_none() {
                edge = duplicate(boxes[own].own().as_raw_fd()).and_then(Readiness::new).ok();
            }
            while edge.as_ref().is_some_and(|edge| matches!(edge.poll_edge(cx), Poll::Ready(Ok(())))) {
                for message in messages(&boxes[own]) {
                    if let Some(Message::Answer { id, data }) = parse(&message) {
                        self.answered(id, data);
                    }
                }
            }
            let answer = self.waiting.borrow_mut().get_mut(&id).and_then(|waiting| waiting.answer.take());
            answer.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// In a loop's turn: runs what was asked of this process.
    pub fn poll(&self, state: &ServerState, server: &Object, cx: &mut Context<'_>) {
        if self.boxes.borrow().is_empty() {
            return;
        }
        let Some(own) = state.running().and_then(|world| self.own(&world)) else { return };
        if self.edge.borrow().is_none() {
            let fd = self.boxes.borrow()[own].own().as_raw_fd();
            match duplicate(fd).and_then(Readiness::new) {
                Ok(edge) => drop(self.edge.replace(Some(edge))),
                Err(error) => return tracing::error!("commands can not be received: {error}"),
            }
        }
        let mut came = false;
        while self.edge.borrow().as_ref().is_some_and(|edge| matches!(edge.poll_edge(cx), Poll::Ready(Ok(())))) {
            came = true;
        }
        if came {
            self.serve(state, server);
        }
    }

    /// Runs what was asked of this process, without waiting for more.
    pub fn serve(&self, state: &ServerState, server: &Object) {
        let boxes = Rc::clone(&self.boxes.borrow());
        if boxes.is_empty() {
            return;
        }
        let Some(own) = state.running().and_then(|world| self.own(&world)) else { return };
        for message in messages(&boxes[own]) {
            match parse(&message) {
                Some(Message::Request { from, id, name, data }) => {
                    let answer = self.find(name).map_or(WRONG_TYPE.to_vec(), |command| run(&command, server, data));
                    let reply = [&[ANSWER][..], &id.to_ne_bytes(), &answer].concat();
                    if let Err(error) = self.post(from, &reply) {
                        tracing::error!("the answer to command '{}' is lost: {error}", name.escape_ascii());
                    }
                }
                Some(Message::Answer { id, data }) => self.answered(id, data),
                None => tracing::error!("a message about a command can not be read: {} bytes", message.len()),
            }
        }
    }

    fn answered(&self, id: u64, data: &[u8]) {
        // Nobody waits any more where the time was over.
        if let Some(waiting) = self.waiting.borrow_mut().get_mut(&id) {
            waiting.answer = Some(data.to_vec());
            if let Some(waker) = waiting.waker.take() {
                waker.wake();
            }
        }
    }

    fn post(&self, to: usize, message: &[u8]) -> io::Result<()> {
        match self.boxes.borrow().get(to).map(|to| to.post(message, true)) {
            Some(Ok(Posted::Done)) => Ok(()),
            Some(Ok(Posted::Full)) => Err(io::Error::other("the process has not taken earlier commands yet")),
            Some(Ok(Posted::TooLong)) => Err(io::Error::from_raw_os_error(EMSGSIZE)),
            Some(Err(error)) => Err(error),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Calls it back outside of coroutines, or in the one that asks. What it answers, or that it answered nothing of use.
pub fn run(command: &Command, server: &Object, data: &[u8]) -> Vec<u8> {
    let mut args = [Zv::from(server), Zv::str(data)];
    let mut answer = None;
    let outcome = command.callback.call(&mut args).map(|value| answer = value.as_bytes().map(<[u8]>::to_vec));
    match settle(outcome) {
        // As in the original it is printed, and the process lives on.
        Said::Fine | Said::Thrown => {}
        Said::Exit => coroutine::set_fate(Fate::Exit(zend::exit_status())),
        Said::Fatal => coroutine::set_fate(Fate::Bailout),
    }
    answer.unwrap_or_else(|| WRONG_TYPE.to_vec())
}

fn messages(mailbox: &Mailbox) -> impl Iterator<Item = Vec<u8>> + '_ {
    let mut buffer = Vec::new();
    std::iter::from_fn(move || {
        let taken = mailbox.take(&mut buffer, None);
        taken.inspect_err(|error| tracing::error!("commands can not be received: {error}")).ok().flatten()
    })
}

fn parse(message: &[u8]) -> Option<Message<'_>> {
    let (kind, rest) = message.split_first()?;
    match *kind {
        REQUEST => {
            let (from, rest) = rest.split_first_chunk::<4>()?;
            let (id, rest) = rest.split_first_chunk::<8>()?;
            let (length, rest) = rest.split_first_chunk::<4>()?;
            let (name, data) = rest.split_at_checked(u32::from_ne_bytes(*length) as usize)?;
            let from = u32::from_ne_bytes(*from) as usize;
            Some(Message::Request { from, id: u64::from_ne_bytes(*id), name, data })
        }
        ANSWER => {
            let (id, data) = rest.split_first_chunk::<8>()?;
            Some(Message::Answer { id: u64::from_ne_bytes(*id), data })
        }
        _ => None,
    }
}

const REQUEST: u8 = 1;
const ANSWER: u8 = 2;
const EMSGSIZE: i32 = 90;
