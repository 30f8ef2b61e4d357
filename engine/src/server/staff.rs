//! What is the same in both modes: the part of each process in the post, and the life of task workers and user processes.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::application::{Application, Role};
use super::options;
use super::plan::Plan;
use super::shared::Shared;
use super::worker_end;
use crate::ids::{ReactorId, WorkerId};
use crate::ipc::{PostInbox, PostLink};
use crate::log::{self, ProcessKind};
use crate::process::Child;
use crate::settings::TaskIpc;
use crate::shm::bell::Bell;
use crate::worker::{Fate, Outside, OutsideOptions, Post, PostOptions, TaskOptions, TaskQueue, TaskWorker};

/// Of a worker, task worker or user process.
pub(super) fn post(plan: &Plan, shared: &Shared, id: WorkerId) -> Rc<Post> {
    let fabric = &shared.fabric;
    let inbox = |boxes: &[crate::shm::PostBox]| PostInbox::new(boxes[id.0 as usize].clone(), fabric.sender_bells());
    let one_by_one = plan.task_workers().contains(&id.0) && !plan.settings.tasks.enable_coroutine;
    Post::new(PostOptions {
        inbox: Some(inbox(fabric.mail())),
        answers: Some(inbox(fabric.answers())),
        // A task may take long: whether the worker has to end is looked at before each.
        batch: if one_by_one { 1 } else { BATCH },
        ..sender(plan, shared, id.0, fabric.worker_bell(id).clone())
    })
}

/// The manager sends, and is sent nothing.
pub(super) fn manager_post(plan: &Plan, shared: &Shared) -> Rc<Post> {
    let fabric = &shared.fabric;
    Post::new(sender(plan, shared, fabric.manager_number(), fabric.manager_bell().clone()))
}

/// So does the master of PROCESS mode.
pub(super) fn master_post(plan: &Plan, shared: &Shared) -> Rc<Post> {
    let fabric = &shared.fabric;
    Post::new(sender(plan, shared, fabric.master_number(), fabric.master_bell().clone()))
}

fn sender(plan: &Plan, shared: &Shared, own: u32, bell: Bell) -> PostOptions {
    let fabric = &shared.fabric;
    PostOptions {
        own,
        manager: fabric.manager_number(),
        inbox: None,
        answers: None,
        mail: (0..).map(WorkerId).zip(fabric.mail()).map(|(to, post)| fabric.link(post, to, own)).collect(),
        answer_to: fabric.answer_links(own),
        bell,
        task_workers: plan.task_workers(),
        counters: shared.counters.clone(),
        directory: plan.settings.tasks.tmpdir.clone(),
        queue: shared.queue.map(|queue| TaskQueue::new(queue, plan.settings.tasks.ipc == TaskIpc::SharedQueue)),
        batch: BATCH,
    }
}

/// The way to sessions for who serves none.
pub(super) fn outside(plan: &Plan, shared: &Shared, own: u32, id: Option<WorkerId>, bell: Bell) -> Rc<Outside> {
    let fabric = &shared.fabric;
    Outside::new(OutsideOptions {
        id,
        ports: options::worker_ports(plan),
        link_limit: options::LINK_LIMIT,
        files: fabric.files().to_vec(),
        table: shared.sessions.clone(),
        counters: shared.counters.clone(),
        bell,
        to_reactors: (0..plan.settings.reactor_num)
            .map(ReactorId)
            .map(|to| PostLink::new(fabric.outside(to).clone(), fabric.reactor_bell(to).clone(), own))
            .collect(),
    })
}

pub(super) fn task_worker(plan: &Plan, shared: &Shared, application: &dyn Application, child: Child) -> Option<Fate> {
    let id = child.id;
    log::assume(ProcessKind::TaskWorker, id.0);
    application.entered(Role::Task(id));
    let bell = shared.fabric.worker_bell(id).clone();
    let post = post(plan, shared, id);
    let gateway = outside(plan, shared, id.0, Some(id), bell.clone());
    options::begin_worker(shared, id);
    let worker =
        TaskWorker::new(TaskOptions { id, counters: shared.counters.clone(), bell, gateway, post: Rc::clone(&post) });
    application.equipped(&worker.gateway(), &post);
    let handler = application.task_worker(id, worker.gateway());
    worker_end(worker.run(options::loop_control(plan), handler), id)
}

pub(super) fn user_process(plan: &Plan, shared: &Shared, application: &dyn Application, child: Child) -> Option<Fate> {
    let id = child.id;
    log::assume(ProcessKind::User, id.0);
    application.entered(Role::User(id));
    options::begin_worker(shared, id);
    let post = post(plan, shared, id);
    let outside = outside(plan, shared, id.0, Some(id), shared.fabric.worker_bell(id).clone());
    application.equipped(&(Rc::clone(&outside) as Rc<_>), &post);
    let fate = application.user_process(id.0 - plan.task_workers().end, id);
    flush(&outside, &post);
    fate
}

/// What a process without a loop sent and found no room for.
fn flush(outside: &Outside, post: &Post) {
    let deadline = Instant::now() + FLUSH_TIME;
    while !(outside.is_flushed() && post.is_flushed()) && Instant::now() < deadline {
        outside.flush();
        post.flush();
        std::thread::sleep(Duration::from_millis(1));
    }
}

const FLUSH_TIME: Duration = Duration::from_secs(3);
/// Messages in one turn of a loop.
const BATCH: usize = 64;
