//! A server without sockets: the processes of `rswoole_engine::process` wired as the composition root does, telling on
//! stdout what they do.
//!
//! Words of a scenario: process | base | daemon; stubborn (workers never end by themselves); one-by-one; connection (the
//! master has a socket that nobody else may hold); user=<name of the workers' user>;
//! hup=exit3|reload|shutdown|retire (what SIGHUP makes a worker do).

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rswoole_engine::process::daemon::daemonize;
use rswoole_engine::process::identity::{self, Identity};
use rswoole_engine::process::signals::install_for_server;
use rswoole_engine::process::{
    Child, Failure, Kind, Manager, ManagerEnd, ManagerHooks, Master, MasterEvent, Policy, Replacement, Request, Role,
    Roster,
};
use rswoole_engine::sys::process::{self, Pid};
use rswoole_engine::sys::signal::{self, Signal};

pub const SCENARIO: &str = "RSWOOLE_TEST_SCENARIO";
const MAX_WAIT: Duration = Duration::from_millis(300);

pub fn run(scenario: &str) -> ! {
    let scenario = Scenario { words: scenario.split_whitespace().collect(), roster: Roster::new(2).expect("memory") };
    if scenario.has("daemon") {
        let log = scenario.words.iter().find_map(|word| word.strip_prefix("log=")).expect("a log file");
        daemonize(Some(log.as_ref())).expect("daemonize");
        tell(&format!("daemon {}", process::own_pid()));
    }
    let before = install_for_server().expect("signals");
    if scenario.has("process") {
        scenario.master();
    } else {
        // No parent that counts: BASE serves in the process that called start().
        scenario.manage(None);
    }
    before.iter().for_each(|disposition| disposition.restore());
    process::exit(0)
}

struct Scenario<'a> {
    words: Vec<&'a str>,
    roster: Roster,
}

impl Scenario<'_> {
    fn has(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// Returns in the master only, after the shutdown.
    fn master(&self) {
        let (role, mut master) = Master::fork(self.roster.clone(), MAX_WAIT).expect("fork");
        if role == Role::Manager {
            self.manager_process(&master);
        }
        start_threads();
        let mut connection = self.has("connection").then(|| UnixStream::pair().expect("a socket pair"));
        tell(&format!("master {}", process::own_pid()));
        loop {
            match master.wait(None) {
                MasterEvent::Shutdown => {
                    tell("BeforeShutdown");
                    master.stop();
                    return tell("Shutdown");
                }
                MasterEvent::Interrupt => {
                    master.stop();
                    signal::die_of(Signal::INT);
                }
                MasterEvent::ManagerLost(_) => {
                    tell("manager lost");
                    if master.refork().expect("fork") == Role::Manager {
                        self.manager_process(&master);
                    }
                    if let Some((ours, mut peer)) = connection.take() {
                        drop(ours);
                        // Ends only if no other process holds the other side.
                        let _ = peer.read(&mut [0]);
                        tell("connection ended");
                    }
                }
                MasterEvent::ReopenLog | MasterEvent::Woken => {}
            }
        }
    }

    fn manager_process(&self, master: &Master) -> ! {
        self.manage(master.pid());
        process::exit(0)
    }

    fn manage(&self, parent: Option<Pid>) {
        let replacement = if self.has("one-by-one") { Replacement::OneByOne } else { Replacement::Together };
        let policy = Policy { max_wait_time: MAX_WAIT, replacement };
        let mut manager = Manager::new(vec![Kind::Worker; 2], policy, self.roster.clone(), parent);
        match manager.run(&mut Told) {
            ManagerEnd::Child(child) => self.work(child, parent.is_some()),
            ManagerEnd::Stopped => {
                tell("ManagerStop");
                if manager.interrupted() {
                    signal::die_of(Signal::INT);
                }
            }
            ManagerEnd::Fate(()) => manager.abandon(),
        }
    }

    fn work(&self, child: Child, has_master: bool) -> ! {
        let id = child.id;
        let user = self.words.iter().find_map(|word| word.strip_prefix("user="));
        identity::apply(Identity { user, ..Identity::default() }, child.parent);
        tell(&format!("worker {id} {} {}", process::own_pid(), child.generation));
        loop {
            let _ = process::wait_readable(&[signal::wake_fd()], None);
            signal::drain_wake();
            if signal::take(Signal::HUP) {
                match self.words.iter().find_map(|word| word.strip_prefix("hup=")) {
                    Some("exit3") => process::exit(3),
                    Some("reload") => self.roster.ask_manager(Request::Reload),
                    Some("shutdown") if has_master => self.roster.ask_master(Request::Shutdown),
                    Some("shutdown") => self.roster.ask_manager(Request::Shutdown),
                    Some("retire") => self.roster.retire(id),
                    _ => {}
                }
            }
            if signal::take(Signal::TERM) && !self.has("stubborn") {
                tell(&format!("stopped {id} {}", process::own_pid()));
                process::exit(0);
            }
        }
    }
}

struct Told;

impl ManagerHooks for Told {
    type Fate = ();

    fn started(&mut self) {
        tell(&format!("manager start {}", process::own_pid()));
    }

    fn worker_error(&mut self, failure: Failure) {
        let Failure { id, pid, exit_code, signal } = failure;
        tell(&format!("error {id} {pid} {exit_code} {signal}"));
    }

    fn before_reload(&mut self) {
        tell("before reload");
    }

    fn after_reload(&mut self) {
        tell("after reload");
    }

    fn reopen_log(&mut self) {}

    fn fate(&mut self) -> Option<()> {
        None
    }
}

/// Threads as busy with the allocator as reactors are, so that a later fork meets its locks.
fn start_threads() {
    let _blocked = signal::block_all();
    for _ in 0..2 {
        std::thread::spawn(|| {
            loop {
                for size in 1..200 {
                    std::hint::black_box(vec![0u8; size * 64]);
                }
                std::thread::sleep(Duration::from_micros(200));
            }
        });
    }
}

/// One write for one line: many processes share the pipe.
fn tell(what: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(format!("@ {what}\n").as_bytes());
    let _ = out.flush();
}
