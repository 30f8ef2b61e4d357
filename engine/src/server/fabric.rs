//! The rings and bells between the processes of one server, mapped before the first fork. Must not know what travels on them.

use std::io;
use std::rc::Rc;

use crate::ids::{ReactorId, WorkerId};
use crate::ipc::files::FileChannel;
use crate::ipc::{Mail, PostLink};
use crate::shm::bell::Bell;
use crate::shm::post_box::PostBox;
use crate::shm::ring::RingMemory;

/// Bytes of each ring: room for some hundred reads of 64 KiB at most, touched only as far as traffic reaches.
const RING: usize = 4 << 20;
/// Rings between BASE workers carry only what is sent to a session of another worker.
const PEER_RING: usize = 1 << 20;

/// What a worker still answers while its successor works already.
const RETIRED_RING: usize = 1 << 20;

/// Post boxes: a quarter of it is the largest message that does not take the way over a file.
const MAIL: usize = 1 << 20;
const ANSWERS: usize = 1 << 20;
const OUTSIDE: usize = 1 << 20;

/// In PROCESS a ring each way for each pair of reactor and worker; in BASE a ring for each pair of workers.
pub struct Fabric {
    /// `[reactor][worker]`: events. Empty in BASE, where events are calls.
    to_worker: Vec<Vec<RingMemory>>,
    /// `[worker][reactor]`: commands.
    to_reactor: Vec<Vec<RingMemory>>,
    /// `[worker][reactor]`: commands of a process that has retired from being that worker.
    retired_to_reactor: Vec<Vec<RingMemory>>,
    retired_bells: Vec<Bell>,
    /// Of workers, task workers and user processes, by id.
    worker_bells: Vec<Bell>,
    manager_bell: Bell,
    master_bell: Bell,
    reactor_bells: Vec<Bell>,
    /// By id: what others send to a process.
    mail: Vec<PostBox>,
    /// What is waited for comes apart from the rest, so that a process that can take nothing else can take it. By sender number.
    answers: Vec<PostBox>,
    /// By reactor: commands of processes that are no event workers.
    outside: Vec<PostBox>,
    /// By reactor: open files for its sessions.
    files: Vec<FileChannel>,
}

/// How many of each there are.
#[derive(Clone, Copy)]
pub struct Staff {
    pub reactors: u16,
    pub workers: u32,
    /// Task workers and user processes.
    pub helpers: u32,
}

impl Staff {
    fn everyone(self) -> u32 {
        self.workers + self.helpers
    }

    /// Each process by its id, then a worker that has retired, by the id that it had. Manager and master come last.
    fn senders(self) -> u32 {
        self.everyone() + self.workers + 2
    }
}

impl Fabric {
    pub fn for_process(staff: Staff) -> io::Result<Fabric> {
        let Staff { reactors, workers, .. } = staff;
        Ok(Fabric {
            manager_bell: Bell::new()?,
            master_bell: Bell::new()?,
            mail: boxes(staff.everyone(), MAIL, staff)?,
            answers: boxes(staff.everyone() + workers, ANSWERS, staff)?,
            outside: boxes(reactors.into(), OUTSIDE, staff)?,
            files: channels(reactors.into())?,
            to_worker: matrix(usize::from(reactors), workers as usize, RING)?,
            to_reactor: matrix(workers as usize, usize::from(reactors), RING)?,
            retired_to_reactor: matrix(workers as usize, usize::from(reactors), RETIRED_RING)?,
            retired_bells: bells(workers as usize)?,
            worker_bells: bells(staff.everyone() as usize)?,
            reactor_bells: bells(usize::from(reactors))?,
        })
    }

    /// Worker `i` is reactor `i` too, so both have one bell.
    pub fn for_base(staff: Staff) -> io::Result<Fabric> {
        let workers = staff.workers;
        let bells = bells(staff.everyone() as usize)?;
        Ok(Fabric {
            manager_bell: Bell::new()?,
            master_bell: Bell::new()?,
            mail: boxes(staff.everyone(), MAIL, staff)?,
            answers: boxes(staff.everyone(), ANSWERS, staff)?,
            outside: boxes(workers, OUTSIDE, staff)?,
            files: channels(workers)?,
            to_worker: Vec::new(),
            to_reactor: matrix(workers as usize, workers as usize, PEER_RING)?,
            retired_to_reactor: Vec::new(),
            retired_bells: Vec::new(),
            worker_bells: bells.clone(),
            reactor_bells: bells,
        })
    }

    /// By reactor.
    pub fn files(&self) -> &[FileChannel] {
        &self.files
    }

    pub fn events(&self, reactor: ReactorId, worker: WorkerId) -> &RingMemory {
        &self.to_worker[usize::from(reactor.0)][worker.0 as usize]
    }

    pub fn commands(&self, worker: WorkerId, reactor: ReactorId) -> &RingMemory {
        &self.to_reactor[worker.0 as usize][usize::from(reactor.0)]
    }

    pub fn retired_commands(&self, worker: WorkerId, reactor: ReactorId) -> &RingMemory {
        &self.retired_to_reactor[worker.0 as usize][usize::from(reactor.0)]
    }

    pub fn retired_bell(&self, worker: WorkerId) -> &Bell {
        &self.retired_bells[worker.0 as usize]
    }

    pub fn worker_bell(&self, worker: WorkerId) -> &Bell {
        &self.worker_bells[worker.0 as usize]
    }

    /// By number of the sender, for who wakes those that wait for room.
    pub fn sender_bells(&self) -> Rc<[Bell]> {
        self.senders().cloned().collect()
    }

    pub fn senders(&self) -> impl Iterator<Item = &Bell> {
        self.worker_bells.iter().chain(&self.retired_bells).chain([&self.manager_bell, &self.master_bell])
    }

    pub fn manager_number(&self) -> u32 {
        (self.worker_bells.len() + self.retired_bells.len()) as u32
    }

    pub fn manager_bell(&self) -> &Bell {
        &self.manager_bell
    }

    /// Its number is above all others.
    pub fn master_number(&self) -> u32 {
        self.manager_number() + 1
    }

    pub fn master_bell(&self) -> &Bell {
        &self.master_bell
    }

    /// The number of a worker's process that has retired.
    pub fn retired_number(&self, worker: WorkerId) -> u32 {
        self.worker_bells.len() as u32 + worker.0
    }

    /// From the sender `own` to the box of `to`.
    pub fn link(&self, post: &PostBox, to: WorkerId, own: u32) -> PostLink<Mail> {
        PostLink::new(post.clone(), self.worker_bell(to).clone(), own)
    }

    /// By number of the receiver.
    pub fn answer_links(&self, own: u32) -> Vec<PostLink<Mail>> {
        let link = |(post, bell): (&PostBox, &Bell)| PostLink::new(post.clone(), bell.clone(), own);
        self.answers.iter().zip(self.senders()).map(link).collect()
    }

    pub fn mail(&self) -> &[PostBox] {
        &self.mail
    }

    pub fn answers(&self) -> &[PostBox] {
        &self.answers
    }

    pub fn outside(&self, reactor: ReactorId) -> &PostBox {
        &self.outside[usize::from(reactor.0)]
    }

    pub fn reactor_bell(&self, reactor: ReactorId) -> &Bell {
        &self.reactor_bells[usize::from(reactor.0)]
    }
}

fn boxes(count: u32, capacity: usize, staff: Staff) -> io::Result<Vec<PostBox>> {
    (0..count).map(|_| PostBox::new(capacity, staff.senders())).collect()
}

fn matrix(rows: usize, columns: usize, capacity: usize) -> io::Result<Vec<Vec<RingMemory>>> {
    (0..rows).map(|_| (0..columns).map(|_| RingMemory::new(capacity)).collect()).collect()
}

fn channels(count: u32) -> io::Result<Vec<FileChannel>> {
    (0..count).map(|_| FileChannel::new()).collect()
}

fn bells(count: usize) -> io::Result<Vec<Bell>> {
    (0..count).map(|_| Bell::new()).collect()
}
