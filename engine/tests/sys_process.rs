//! The system calls below the process layer, where they can be seen from one process.

use std::time::{Duration, Instant};

use rswoole_engine::sys::process::{self, OpenFiles, Pid, PidFd};
use rswoole_engine::sys::shared_words::SharedWords;
use rswoole_engine::sys::signal::Signal;
use rswoole_engine::sys::{affinity, user};

#[test]
fn users_and_groups_are_found_by_name_or_are_none() {
    let root = user::find_user("root").expect("lookup").expect("root exists");
    assert_eq!((root.uid, root.gid, root.name.as_c_str()), (0, 0, c"root"));
    assert_eq!(user::find_group("root").expect("lookup"), Some(0));
    assert_eq!(user::find_user("no-such-user-here").expect("lookup"), None);
    assert_eq!(user::find_group("no-such-group-here").expect("lookup"), None);
    assert!(user::find_user("nul\0nul").is_err());
}

#[test]
fn a_pinned_thread_has_one_cpu() {
    let cpus = affinity::allowed_cpus().expect("affinity");
    let last = *cpus.last().expect("at least one");
    std::thread::spawn(move || {
        affinity::pin_to(last).expect("an allowed one");
        assert_eq!(affinity::allowed_cpus().expect("affinity"), [last]);
        assert!(affinity::pin_to(1 << 20).is_err());
    })
    .join()
    .expect("no panic");
}

#[test]
fn no_signal_goes_to_a_group_or_to_everybody() {
    assert!(process::kill(Pid(0), Signal(0)).is_err());
    assert!(process::kill(Pid(-1), Signal(0)).is_err());
}

#[test]
fn a_process_is_named_by_pid_and_birth_until_it_ended() {
    let own = process::own_pid();
    assert!(process::birth(own).is_some() && process::birth(own) == process::birth(own));
    let mut child = std::process::Command::new("sleep").arg("100").spawn().expect("sleep exists");
    let pid = Pid(child.id() as i32);
    let handle = PidFd::open(pid).expect("a kernel with pidfds");
    assert!(process::birth(pid) >= process::birth(own) && !handle.has_ended());
    handle.kill(Signal::KILL).expect("it lives");
    assert!(process::wait_child(pid, Instant::now() + Duration::from_secs(10)).is_some());
    assert!(handle.has_ended() && process::birth(pid).is_none() && !process::exists(pid));
    // Already reaped above.
    let _ = child.wait();
}

#[test]
fn the_list_of_open_files_can_be_taken_again_and_again() {
    let first = OpenFiles::snapshot().expect("/proc");
    let _clone = first.clone();
    assert!(OpenFiles::snapshot().is_ok());
}

#[test]
fn shared_words_start_at_zero() {
    let words = SharedWords::new(1000).expect("memory");
    assert_eq!(words.len(), 1000);
    assert!(words.iter().all(|word| word.load(std::sync::atomic::Ordering::Relaxed) == 0));
}
