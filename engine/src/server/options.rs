//! Settings, as the user means them → options of the parts, which know no setting by name.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::error::StartError;
use super::plan::{Plan, PortPlan};
use super::port_options;
use super::shared::Shared;
use super::supervise::{daemon_output, reopen_log};
use crate::ids::{ReactorId, WorkerId};
use crate::net::ListenOptions;
use crate::protocol::{Framing, Raw, http1};
use crate::reactor::{CodecFactory, DialogueFactory, DispatchMode, PortOptions, ReactorOptions, UploadFolder};
use crate::settings::{self, PortSettings, ServerSettings};
use crate::sys::clock;
use crate::sys::process::{self, Pid};
use crate::sys::signal::{self, Signal};
use crate::sys::user;
use crate::worker::{LoopControl, WorkerPort};

/// What may wait in a worker for room in the ring to one reactor.
pub(super) const LINK_LIMIT: usize = 32 << 20;
/// The largest message that is put together again; a sender that announces more is corrupt.
pub(super) const MAX_MESSAGE: usize = 1 << 31;

/// Puts a bound socket to work.
pub(super) fn listen(port: &PortPlan, server: &ServerSettings) -> Result<(), StartError> {
    let options = ListenOptions { reuse_port: server.enable_reuse_port, ..port_options::listening(&port.settings) };
    port.listener.listen(&options).map_err(StartError::Listen)
}

pub(super) fn reactor(plan: &Plan, shared: &Shared, id: ReactorId) -> ReactorOptions {
    let mut options = ReactorOptions::new(id);
    options.heartbeat_check = plan.settings.heartbeat_check_interval;
    options.max_concurrency = plan.settings.max_concurrency;
    options.files = shared.fabric.files().get(usize::from(id.0)).cloned();
    options
}

/// `folder` makes the place of large bodies of a directory.
pub(super) fn reactor_ports(plan: &Plan, folder: &dyn Fn(&Path) -> UploadFolder) -> Vec<PortOptions> {
    let server = &plan.settings;
    let of_port = |port: &PortPlan| PortOptions {
        name: port.listener.local().to_string(),
        socket: port_options::connected(&port.settings),
        listener_fd: port.listener.fd(),
        connect_event: server.connection_events && (port.events.connect || shows_certificates(port)),
        // Also without a callback: the worker answers it when it is done with the session.
        close_event: server.connection_events,
        buffer_events: port.events.buffer,
        high_watermark: port.settings.buffer_high_watermark,
        low_watermark: port.settings.buffer_low_watermark,
        delay_receive: server.enable_delay_receive,
        heartbeat_idle: port.settings.heartbeat_idle_time,
        max_idle: port.settings.max_idle_time,
        tls: port.tls.clone(),
        codec: if port.settings.http.enabled { None } else { codec(port.settings.framing) },
        dialogue: dialogue(&port.settings, folder),
        http2: port_options::http2(&port.settings, folder(&port.settings.http.upload_tmp_dir)).map(Arc::new),
        static_files: port_options::static_files(&port.settings.http).map(Arc::new),
        request_timeout: port.settings.http.request_timeout.filter(|_| port.settings.http.enabled),
    };
    plan.ports.iter().map(of_port).collect()
}

/// Workers learn the certificate of a client from its Connect event.
fn shows_certificates(port: &PortPlan) -> bool {
    port.tls.is_some() && (port.settings.tls.verify_peer || port.settings.tls.client_authorities.is_some())
}

/// A protocol of questions and answers that the port speaks.
fn dialogue(settings: &PortSettings, folder: &dyn Fn(&Path) -> UploadFolder) -> Option<DialogueFactory> {
    if !settings.http.enabled {
        return None;
    }
    let limits = Arc::new(port_options::http1(settings, folder(&settings.http.upload_tmp_dir)));
    Some(Arc::new(move || Box::new(http1::Http1::new(Arc::clone(&limits)))))
}

/// The folder of bodies that one process writes and workers read, who may be of another user and in another root directory.
pub(super) fn folder_of_workers(plan: &Plan) -> impl Fn(&Path) -> UploadFolder + use<> {
    let settings = &plan.settings;
    let found = |name: &Option<String>| name.as_deref().and_then(|name| user::find_user(name).ok().flatten());
    let user = found(&settings.user).filter(|_| user::is_root());
    let group =
        settings.group.as_deref().filter(|_| user::is_root()).and_then(|name| user::find_group(name).ok().flatten());
    let group = group.or(user.as_ref().map(|user| user.gid));
    let (user, root) = (user.map(|user| user.uid), settings.chroot.clone().filter(|_| user::is_root()));
    move |folder| UploadFolder::for_others(folder, root.as_deref(), user, group)
}

pub(super) fn worker_ports(plan: &Plan) -> Vec<WorkerPort> {
    let close = plan.settings.connection_events;
    let of_port = |port: &PortPlan| WorkerPort { send_limit: port.settings.socket_buffer_size, close_event: close };
    plan.ports.iter().map(of_port).collect()
}

fn codec(framing: Framing) -> Option<CodecFactory> {
    if framing.is_raw() {
        return None;
    }
    Some(Arc::new(move |function| framing.codec(Some(function)).unwrap_or_else(|| Box::new(Raw))))
}

pub(super) fn dispatch_mode(mode: settings::DispatchMode) -> DispatchMode {
    match mode {
        settings::DispatchMode::RoundRobin => DispatchMode::RoundRobin,
        settings::DispatchMode::Connection => DispatchMode::Fixed,
        settings::DispatchMode::Idle => DispatchMode::Idle,
        settings::DispatchMode::Stream => DispatchMode::Stream,
        settings::DispatchMode::ConnectionByCoroutines => DispatchMode::CoroutinesOfSession,
        settings::DispatchMode::RequestByCoroutines => DispatchMode::Coroutines,
        settings::DispatchMode::Concurrency => DispatchMode::Concurrency,
        settings::DispatchMode::Ip => DispatchMode::AddressHash,
        settings::DispatchMode::Uid => DispatchMode::UserHash,
    }
}

/// What is due after a signal besides the end.
fn attend(plan: &Plan) -> impl Fn() + 'static {
    let output = daemon_output(plan).map(Path::to_owned);
    move || {
        if signal::take(Signal::reopen_log()) {
            reopen_log(output.as_deref());
        }
    }
}

/// A worker ends on SIGTERM, and when it was asked to.
pub(super) fn loop_control(plan: &Plan) -> LoopControl {
    LoopControl {
        stop: {
            let attend = attend(plan);
            Box::new(move || {
                attend();
                signal::take(Signal::TERM)
            })
        },
        wake_fd: signal::wake_fd(),
        max_wait_time: plan.settings.max_wait_time,
        wait_for_handler: plan.settings.reload_async,
    }
}

/// A single process ends with its worker: an orderly end is that of the server, an interrupt (Ctrl+C) is told to nobody.
pub(super) fn single_loop_control(plan: &Plan, shared: &Rc<Shared>, interrupted: &Rc<Cell<bool>>) -> LoopControl {
    let (roster, interrupted) = (shared.roster.clone(), Rc::clone(interrupted));
    roster.announce_shutdown();
    let attend = attend(plan);
    let stop = move || {
        attend();
        if signal::take(Signal::CHLD) && process::own_pid() == Pid(1) {
            // Strangers, whom PID 1 of a container inherits.
            while process::reap_any().is_some() {}
        }
        if signal::take(Signal::INT) {
            interrupted.set(true);
            roster.revoke_shutdown();
        }
        signal::take(Signal::TERM) || interrupted.get()
    };
    LoopControl { stop: Box::new(stop), ..loop_control(plan) }
}

/// The counters of a worker begin anew with each life.
pub(super) fn begin_worker(shared: &Shared, id: WorkerId) {
    shared.counters.reset_worker(id, std::process::id(), clock::unix_seconds());
}
