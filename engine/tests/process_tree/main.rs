//! Master, manager and workers as real processes: who is killed, who comes back, who is left.
//!
//! Each test starts this test binary again as a server (`server::run`), because fork and the threads of the test harness do
//! not mix. The processes tell what they do on stdout; its end of file means that none of them is left.

mod server;

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rswoole_engine::sys::process::{self, Pid};
use rswoole_engine::sys::signal::Signal;
use rswoole_engine::sys::user;

/// Against a hang, not a measure: a machine that is out of breath must not fail a test.
const LIMIT: Duration = Duration::from_secs(60);

/// Not a test of its own: the body of the server processes.
#[test]
fn serve() {
    if let Ok(scenario) = std::env::var(server::SCENARIO) {
        server::run(&scenario);
    }
}

struct Server {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
    unasked: Vec<String>,
}

impl Server {
    /// `scenario`: words that `server` understands.
    fn start(scenario: &str) -> Server {
        let mut child = Command::new(std::env::current_exe().expect("own path"))
            .args(["--exact", "serve", "--nocapture", "--test-threads=1"])
            .env(server::SCENARIO, scenario)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test binary starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some((_, event)) = line.split_once("@ ") {
                    let _ = sender.send(event.to_owned());
                }
            }
        });
        Server { child, lines, seen: Vec::new(), unasked: Vec::new() }
    }

    fn pid(&self) -> Pid {
        Pid(self.child.id() as i32)
    }

    /// The first event not asked for yet that starts with these words; what it says after them. Processes tell side by side,
    /// so their order among each other means nothing.
    fn expect(&mut self, start: &str) -> Vec<String> {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(at) = self.unasked.iter().position(|line| line.starts_with(start)) {
                return words(&self.unasked.remove(at)[start.len()..]);
            }
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    self.unasked.push(line);
                }
                Err(error) => panic!("no '{start}': {error}; seen: {:#?}", self.seen),
            }
        }
    }

    /// Workers 0 and 1 in any order: their pids and generations.
    fn expect_workers(&mut self) -> [(Pid, u64); 2] {
        let mut workers = [(Pid(0), 0); 2];
        for _ in 0..2 {
            let words = self.expect("worker ");
            let id: usize = words[0].parse().expect("an id");
            assert_eq!(workers[id].0, Pid(0), "worker {id} twice: {:#?}", self.seen);
            workers[id] = (pid(&words[1]), words[2].parse().expect("a generation"));
        }
        workers
    }

    /// What is told until nobody is left.
    fn expect_end(&mut self) -> Vec<String> {
        let deadline = Instant::now() + LIMIT;
        let mut rest = Vec::new();
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => rest.push(line),
                Err(RecvTimeoutError::Disconnected) => return rest,
                Err(RecvTimeoutError::Timeout) => panic!("somebody is left; seen: {:#?} {rest:#?}", self.seen),
            }
        }
    }

    fn send(&self, signal: Signal) {
        kill(self.pid(), signal);
    }

    fn terminate(mut self) {
        self.send(Signal::TERM);
        self.expect_end();
        assert_eq!(self.child.wait().expect("status").code(), Some(0));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After a failed test; the others follow their parent.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn pid(word: &str) -> Pid {
    Pid(word.parse().expect("a pid"))
}

fn kill(pid: Pid, signal: Signal) {
    process::kill(pid, signal).unwrap_or_else(|error| panic!("kill {pid}: {error}"));
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_killed_worker_is_reported_and_succeeded() {
    for mode in ["process", "base"] {
        let mut server = Server::start(mode);
        let [(first, 0), _] = server.expect_workers() else { panic!("generation 0 expected") };
        kill(first, Signal::KILL);
        assert_eq!(server.expect("error "), words(&format!("0 {first} 0 9")));
        let successor = server.expect("worker 0 ");
        assert_ne!(pid(&successor[0]), first);
        assert_eq!(successor[1], "1");
        server.terminate();
    }
}

#[test]
fn an_exit_code_is_reported() {
    let mut server = Server::start("process hup=exit3");
    let [_, (second, _)] = server.expect_workers();
    kill(second, Signal::HUP);
    assert_eq!(server.expect("error "), words(&format!("1 {second} 3 0")));
    server.expect("worker 1 ");
    server.terminate();
}

#[test]
fn a_worker_that_ends_by_sigterm_is_succeeded_without_a_report() {
    let mut server = Server::start("base");
    let [(first, _), _] = server.expect_workers();
    kill(first, Signal::TERM);
    server.expect("worker 0 ");
    assert!(!server.seen.iter().any(|line| line.starts_with("error")), "{:#?}", server.seen);
    server.terminate();
}

#[test]
fn a_reload_replaces_every_worker() {
    for scenario in ["process", "base", "process one-by-one"] {
        let mut server = Server::start(scenario);
        let before = server.expect_workers();
        server.send(Signal::USR1);
        server.expect("before reload");
        let after = server.expect_workers();
        assert!(after.iter().all(|new| before.iter().all(|old| old.0 != new.0)), "{:#?}", server.seen);
        server.expect("after reload");
        server.terminate();
    }
}

#[test]
fn a_worker_can_ask_for_reload_and_for_shutdown() {
    for mode in ["process", "base"] {
        let mut server = Server::start(&format!("{mode} hup=reload"));
        let [(first, _), _] = server.expect_workers();
        kill(first, Signal::HUP);
        server.expect("before reload");
        server.expect_workers();
        server.terminate();

        let mut server = Server::start(&format!("{mode} hup=shutdown"));
        let [(first, _), _] = server.expect_workers();
        kill(first, Signal::HUP);
        server.expect_end();
        assert_eq!(server.child.wait().expect("status").code(), Some(0));
    }
}

#[test]
fn a_worker_that_does_not_end_is_killed_after_max_wait_time() {
    let mut server = Server::start("process stubborn");
    let [(first, _), _] = server.expect_workers();
    kill(server.pid(), Signal::USR1);
    server.expect("before reload");
    let error = server.expect("error 0 ");
    assert_eq!((pid(&error[0]), &error[2][..]), (first, "9"));
    server.terminate();
}

#[test]
fn a_worker_that_retires_is_succeeded_while_it_still_lives() {
    let mut server = Server::start("process hup=retire");
    let [(first, _), _] = server.expect_workers();
    kill(first, Signal::HUP);
    assert_eq!(server.expect("worker 0 ")[1], "1");
    assert!(process::exists(first), "it finishes its work");
    kill(first, Signal::TERM);
    server.expect(&format!("stopped 0 {first}"));
    server.terminate();
}

#[test]
fn termination_ends_workers_then_manager_then_master() {
    let mut server = Server::start("process");
    server.expect_workers();
    server.expect("manager start");
    server.expect("master");
    server.send(Signal::TERM);
    let order: Vec<String> = server.expect_end().iter().map(|line| words(line).remove(0)).collect();
    assert_eq!(order, ["BeforeShutdown", "stopped", "stopped", "ManagerStop", "Shutdown"]);
    assert_eq!(server.child.wait().expect("status").code(), Some(0));
}

#[test]
fn nobody_is_left_when_the_first_process_is_killed() {
    for scenario in ["process", "base", "process stubborn", "base stubborn"] {
        let mut server = Server::start(scenario);
        server.expect_workers();
        server.send(Signal::KILL);
        server.expect_end();
    }
}

#[test]
fn nobody_is_left_when_master_and_manager_are_killed_together() {
    let mut server = Server::start("process stubborn");
    server.expect_workers();
    let manager = manager_of(&mut server);
    server.send(Signal::STOP);
    kill(manager, Signal::KILL);
    server.send(Signal::KILL);
    server.expect_end();
}

#[test]
fn a_killed_manager_is_replaced_with_new_workers_while_the_master_lives() {
    for scenario in ["process", "process stubborn"] {
        let mut server = Server::start(scenario);
        let before = server.expect_workers();
        let manager = manager_of(&mut server);
        kill(manager, Signal::KILL);
        server.expect("manager lost");
        let after = server.expect_workers();
        for (old, new) in before.iter().zip(after) {
            assert_ne!(old.0, new.0);
            assert_eq!(new.1, 1, "it takes over what its predecessor left");
            assert!(!process::exists(old.0) || process::birth(old.0).is_none(), "two workers own one id");
        }
        // And the new one is a manager in full.
        kill(after[0].0, Signal::KILL);
        server.expect("worker 0 ");
        server.terminate();
    }
}

#[test]
fn a_new_manager_holds_no_connection_of_the_master() {
    let mut server = Server::start("process connection");
    server.expect_workers();
    let manager = manager_of(&mut server);
    kill(manager, Signal::KILL);
    server.expect("manager lost");
    server.expect_workers();
    server.expect("connection ended");
    server.terminate();
}

#[test]
fn a_worker_of_another_user_still_follows_its_parent_and_may_ask_for_a_reload() {
    if !user::is_root() {
        return println!("skipped: only root may change users");
    }
    let mut server = Server::start("process user=nobody hup=reload");
    let [(first, _), _] = server.expect_workers();
    let status = std::fs::read_to_string(format!("/proc/{first}/status")).expect("it runs");
    let nobody = user::find_user("nobody").expect("lookup").expect("nobody exists");
    assert!(status.contains(&format!("Uid:\t{0}\t{0}\t{0}\t{0}\n", nobody.uid)), "{status}");
    kill(first, Signal::HUP);
    server.expect("after reload");
    server.expect_workers();
    let manager = manager_of(&mut server);
    server.send(Signal::STOP);
    kill(manager, Signal::KILL);
    server.send(Signal::KILL);
    server.expect_end();
}

#[test]
fn sigint_ends_all_and_is_seen_by_the_shell() {
    for mode in ["process", "base"] {
        let mut server = Server::start(mode);
        server.expect_workers();
        server.send(Signal::INT);
        server.expect_end();
        assert_eq!(server.child.wait().expect("status").signal(), Some(Signal::INT.0), "{mode}");
    }
}

#[test]
fn a_daemon_leaves_its_starter_and_writes_to_the_log_file() {
    let log = std::env::temp_dir().join(format!("process-tree-{}.log", std::process::id()));
    let mut server = Server::start(&format!("daemon log={}", log.display()));
    server.expect_end();
    assert_eq!(server.child.wait().expect("status").code(), Some(0));
    let deadline = Instant::now() + LIMIT;
    let daemon = loop {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        if let Some((_, rest)) = text.split_once("@ daemon ") {
            if let Some((word, _)) = rest.split_once('\n') {
                break pid(word);
            }
        }
        assert!(Instant::now() < deadline, "nothing in the log file");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_ne!(daemon, server.pid());
    kill(daemon, Signal::TERM);
    while process::birth(daemon).is_some() {
        assert!(Instant::now() < deadline, "the daemon does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::fs::remove_file(&log).expect("the log file exists");
}

fn manager_of(server: &mut Server) -> Pid {
    pid(&server.expect("manager start ")[0])
}
