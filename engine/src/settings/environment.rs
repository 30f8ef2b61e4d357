//! What the resolution must know of the machine, the process and php.ini; collected by the caller, so that the resolution stays pure.

/// How the parts of the server are wired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerMode {
    /// Each worker runs its own reactor.
    Base,
    /// Reactor threads in the master, PHP in workers.
    Process,
}

#[derive(Debug, Clone)]
pub struct Environment {
    pub mode: ServerMode,
    /// CPUs that this process may run on.
    pub cpus: usize,
    /// The soft limit of open files (`ulimit -n`).
    pub open_files_limit: u64,
    pub is_root: bool,
    pub ini: IniDefaults,
}

/// The `swoole.*` ini keys that an option of the same name overrides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IniDefaults {
    pub display_errors: bool,
}

impl Default for IniDefaults {
    fn default() -> Self {
        Self { display_errors: true }
    }
}
