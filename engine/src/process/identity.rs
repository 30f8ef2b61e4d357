//! As whom and where a process works: `user`, `group`, `chroot`, CPU affinity. Must not stop the server: what can not be had
//! is a warning, as documented, and the process goes on as it is.

use std::path::Path;

use crate::sys::process::{self, Pid};
use crate::sys::{affinity, user};

#[derive(Clone, Copy, Default, Debug)]
pub struct Identity<'a> {
    pub user: Option<&'a str>,
    pub group: Option<&'a str>,
    pub chroot: Option<&'a Path>,
}

/// In a worker, before WorkerStart. Not in the manager: it could no longer signal a worker, or give root's rights to the next.
/// `parent` is the manager: a change of user makes the kernel forget whom to follow, so that is set again.
pub fn apply(identity: Identity<'_>, parent: Pid) {
    let Identity { user, group, chroot } = identity;
    if user.is_none() && group.is_none() && chroot.is_none() {
        return;
    }
    if !user::is_root() {
        tracing::warn!("user, group and chroot are ignored: only root may change them; start the server as root");
        return;
    }
    // Looked up first: after chroot /etc/passwd is another file.
    let group = group.and_then(|name| found("group", name, user::find_group(name)));
    let user = user.and_then(|name| found("user", name, user::find_user(name)));
    if let Some((path, Err(error))) = chroot.map(|path| (path, user::change_root(path))) {
        tracing::warn!("chroot to '{}' failed: {error}; the process keeps its root directory", path.display());
    }
    if let Some(gid) = group.or(user.as_ref().map(|user| user.gid)) {
        if let Some(user) = &user {
            warn("supplementary groups", user::set_supplementary_groups(&user.name, gid));
        }
        warn("group", user::set_group(gid));
    }
    if let Some(user) = user {
        warn("user", user::set_user(user.uid));
    }
    warn("parent death signal", process::set_parent_death_signal());
    if process::parent_pid() != parent {
        process::exit_now(0);
    }
}

/// `open_cpu_affinity`: number `id` gets one of `cpus`, by turns.
pub fn pin_to(id: u32, cpus: &[usize]) {
    let Some(cpu) = cpus.get(id as usize % cpus.len().max(1)) else { return };
    if let Err(error) = affinity::pin_to(*cpu) {
        tracing::warn!("open_cpu_affinity: number {id} can not be bound to CPU {cpu}: {error}");
    }
}

fn found<T>(what: &str, name: &str, result: std::io::Result<Option<T>>) -> Option<T> {
    match result {
        Ok(Some(found)) => Some(found),
        Ok(None) => {
            tracing::warn!("{what} '{name}' does not exist on this machine; the process keeps its own");
            None
        }
        Err(error) => {
            tracing::warn!("{what} '{name}' can not be looked up: {error}; the process keeps its own");
            None
        }
    }
}

fn warn(what: &str, result: std::io::Result<()>) {
    if let Err(error) = result {
        tracing::warn!("the {what} of the process can not be changed: {error}");
    }
}
