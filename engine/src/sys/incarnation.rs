//! Which process, in which life: a token that names the running process and stays wrong for a later one with the same number, and
//! the question whether the one that a token names still runs. Must not know what is owned by tokens.

use std::fs;
use std::io;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use super::process::{self, Pid};

/// The token of this process; 0: not asked for since the last fork.
static OWN: AtomicU64 = AtomicU64::new(0);

/// Low half: the process number. High half: when it started, in clock ticks since boot (0 without /proc). Never 0.
#[inline]
pub fn token() -> u64 {
    match OWN.load(Ordering::Relaxed) {
        0 => learn(),
        token => token,
    }
}

#[cold]
fn learn() -> u64 {
    static WATCH_FORKS: Once = Once::new();
    // SAFETY: the handler touches one atomic only, which is allowed between fork and exec.
    WATCH_FORKS.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(forget));
    });
    let pid = process::own_pid();
    let started = match stat(pid) {
        Ok((_, started)) => started,
        Err(_) => 0,
    };
    let token = u64::from(started) << 32 | u64::from(pid.0 as u32);
    OWN.store(token, Ordering::Relaxed);
    token
}

extern "C" fn forget() {
    OWN.store(0, Ordering::Relaxed);
}

/// Whether the process of the token still runs. A zombie does not: it will never give back what it held.
pub fn is_alive(token: u64) -> bool {
    if token == self::token() {
        return true;
    }
    let pid = Pid(token as i32);
    let started = (token >> 32) as u32;
    match stat(pid) {
        Ok((state, now)) => !matches!(state, b'Z' | b'X' | b'x') && (started == 0 || now == started),
        // Without /proc only the number can be asked for.
        Err(error) => {
            let no_such_process = matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ESRCH));
            !(no_such_process && stat(process::own_pid()).is_ok()) && process::exists(pid)
        }
    }
}

/// State and start of a process, from `/proc/<pid>/stat`: the name in parentheses may contain anything, so fields are counted after it.
fn stat(pid: Pid) -> io::Result<(u8, u32)> {
    let text = fs::read(format!("/proc/{pid}/stat"))?;
    parse(&text).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

fn parse(text: &[u8]) -> Option<(u8, u32)> {
    let after_name = text.iter().rposition(|byte| *byte == b')')?;
    let mut fields = text.get(after_name + 2..)?.split(|byte| *byte == b' ');
    let state = *fields.next()?.first()?;
    // Field 22 of the file; the state is field 3.
    let started: u64 = std::str::from_utf8(fields.nth(18)?).ok()?.parse().ok()?;
    Some((state, started as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process::{Fork, exit_now, fork, reap_one};

    #[test]
    fn a_name_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let line = b"12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 7777 20 21";
        assert_eq!(parse(line), Some((b'S', 7777)));
        assert_eq!(parse(b"12 (x"), None);
    }

    #[test]
    fn this_process_is_alive_and_another_life_of_its_number_is_not() {
        let token = token();
        assert!(is_alive(token));
        assert!(!is_alive(token ^ 1 << 32), "the same number, started at another time");
    }

    #[test]
    fn a_dead_child_is_dead_before_it_is_reaped() {
        match fork().unwrap() {
            Fork::Child => exit_now(0),
            Fork::Parent(pid) => {
                let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
                while is_alive(u64::from(pid.0 as u32)) {
                    assert!(std::time::Instant::now() < deadline);
                    std::thread::yield_now();
                }
                assert!(reap_one(pid).is_some());
            }
        }
    }
}
