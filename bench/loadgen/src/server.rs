//! A PHP server under measurement: started with one build of the extension, awaited, stopped with all its processes.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::process_tree;

const START_DEADLINE: Duration = Duration::from_secs(15);
const STOP_DEADLINE: Duration = Duration::from_secs(8);

/// How PHP is run: binary, ini settings, CPUs.
#[derive(Clone, Default)]
pub struct Php {
    pub binary: String,
    pub ini: Vec<String>,
    /// A CPU list for taskset, for example `0` or `0-1`.
    pub cpus: Option<String>,
}

impl Php {
    /// `php -d extension=… script`, on the wanted CPUs.
    pub fn command(&self, extension: Option<&Path>, script: &Path, env: &[(String, String)]) -> Command {
        let mut command = pinned(&self.binary, self.cpus.as_deref());
        if let Some(extension) = extension {
            command.arg("-d").arg(format!("extension={}", extension.display()));
        }
        for setting in &self.ini {
            command.arg("-d").arg(setting);
        }
        command.arg(script).envs(env.iter().map(|(name, value)| (name, value)));
        command
    }
}

pub fn pinned(program: &str, cpus: Option<&str>) -> Command {
    let Some(cpus) = cpus else { return Command::new(program) };
    let mut command = Command::new("taskset");
    command.args(["-c", cpus, program]);
    command
}

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts a server, which must listen on the port that the environment variable PORT names, and waits until it accepts.
    pub fn start(mut command: Command) -> Result<Server, String> {
        let address = free_port().map_err(|error| format!("no free port on 127.0.0.1: {error}"))?;
        let log = std::env::temp_dir().join(format!("rswoole-bench-{}-{}.log", std::process::id(), address.port()));
        let output = File::create(&log).map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let errors = output.try_clone().map_err(|error| error.to_string())?;
        let child = command
            .env("PORT", address.port().to_string())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot run {:?}: {error}", command.get_program()))?;
        let mut server = Server { child, address, log };
        server.wait_until_it_accepts()?;
        Ok(server)
    }

    fn wait_until_it_accepts(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + START_DEADLINE;
        while TcpStream::connect_timeout(&self.address, Duration::from_millis(200)).is_err() {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the server ended at once ({status}): {}", self.log_tail()));
            }
            if Instant::now() > deadline {
                return Err(format!("the server does not listen on {}: {}", self.address, self.log_tail()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The last lines that the server printed.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(5)..].join(" | ")
    }

    /// SIGTERM, and what is then left is killed. Says so when it had to.
    pub fn stop(mut self) -> Result<(), String> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), String> {
        let Some(pid) = Pid::from_raw(self.child.id() as i32) else { return Ok(()) };
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = kill_process_group(pid, Signal::KILL);
            return Ok(());
        }
        let family = process_tree::descendants(self.child.id());
        let _ = kill_process(pid, Signal::TERM);
        let deadline = Instant::now() + STOP_DEADLINE;
        while Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                let orphans = family.iter().filter(|pid| Path::new(&format!("/proc/{pid}/exe")).exists()).count();
                let _ = kill_process_group(pid, Signal::KILL);
                return if orphans == 0 {
                    Ok(())
                } else {
                    Err(format!("{orphans} processes outlived the server's master"))
                };
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.child.wait();
        Err(format!("the server did not end within {STOP_DEADLINE:?} of SIGTERM and was killed"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = std::fs::remove_file(&self.log);
    }
}

fn free_port() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}
