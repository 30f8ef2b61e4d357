//! The log as the processes use it: one process-wide state, so one test that goes through it in order, and one that forks.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rswoole_engine::log::{self, ProcessKind};
use rswoole_engine::settings::{LogLevel, LogSettings};

/// Both tests configure the one log of the process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("rswoole-{name}-{}.log", std::process::id()));
    let _ = fs::remove_file(&path);
    path
}

fn lines(path: &PathBuf) -> Vec<String> {
    fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[test]
fn a_line_has_the_shape_of_the_original_and_passes_the_filter() {
    let _guard = ONE_AT_A_TIME.lock();
    let path = file("shape");
    let pid = std::process::id();
    let settings = LogSettings {
        file: Some(path.clone()),
        date_format: "%Y".into(),
        level: LogLevel::Debug,
        ..LogSettings::default()
    };
    log::configure(&settings).expect("a file in the temporary directory");
    let year = lines_year(&path);

    log::assume(ProcessKind::Outside, 0);
    tracing::warn!("before the start");
    log::assume(ProcessKind::Worker, 3);
    tracing::error!(code = 7, "it {}", "broke");
    tracing::debug!("d");
    tracing::trace!("t");
    log::write(LogLevel::Notice, format_args!("n"));
    log::assume(ProcessKind::Master, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            log::name_thread(2);
            tracing::info!("from a reactor");
        });
    });
    let expected = [
        format!("[{year} %{pid}.0]\tWARNING\tbefore the start"),
        format!("[{year} *{pid}.3]\tERROR\tit broke code=7"),
        format!("[{year} *{pid}.3]\tDEBUG\td"),
        format!("[{year} *{pid}.3]\tTRACE\tt"),
        format!("[{year} *{pid}.3]\tNOTICE\tn"),
        format!("[{year} #{pid}.2]\tINFO\tfrom a reactor"),
    ];
    assert_eq!(lines(&path), expected);

    each_level_silences_what_is_below(&path);
    microseconds_stand_in_brackets(&path, &settings);
    let moved = path.with_extension("old");
    fs::rename(&path, &moved).expect("moved");
    log::reopen().expect("reopened");
    tracing::error!("after the move");
    assert_eq!(lines(&path).len(), 1);
    let _ = (fs::remove_file(&path), fs::remove_file(&moved));

    let missing = LogSettings { file: Some("/no/such/folder/x.log".into()), ..settings };
    assert!(log::configure(&missing).is_err());
    assert_eq!(log::descriptor(), None, "without a file lines go to standard output");
}

fn lines_year(path: &PathBuf) -> String {
    log::write(LogLevel::Error, format_args!(""));
    let line = lines(path).remove(0);
    fs::write(path, "").expect("emptied");
    line[1..5].to_owned()
}

fn each_level_silences_what_is_below(path: &PathBuf) {
    for (level, expected) in [
        (LogLevel::Trace, "TRACE INFO NOTICE WARNING ERROR"),
        (LogLevel::Info, "INFO NOTICE WARNING ERROR"),
        (LogLevel::Notice, "NOTICE WARNING ERROR"),
        (LogLevel::Warning, "WARNING ERROR"),
        (LogLevel::Error, "ERROR"),
        (LogLevel::None, ""),
    ] {
        fs::write(path, "").expect("emptied");
        log::set_level(level);
        tracing::debug!("");
        tracing::trace!("");
        tracing::info!("");
        log::write(LogLevel::Notice, format_args!(""));
        tracing::warn!("");
        tracing::error!("");
        let seen: Vec<_> = lines(path).iter().filter_map(|line| line.split('\t').nth(1).map(str::to_owned)).collect();
        assert_eq!(seen.join(" "), expected, "at {level:?}");
    }
}

fn microseconds_stand_in_brackets(path: &PathBuf, settings: &LogSettings) {
    fs::write(path, "").expect("emptied");
    log::configure(&LogSettings { microseconds: true, ..settings.clone() }).expect("the same file");
    tracing::error!("");
    let line = lines(path).remove(0);
    assert!(line[5..].starts_with("<.") && line[13..].starts_with("> #"), "{line}");
}

#[test]
fn a_child_forked_while_threads_log_can_log() {
    let _guard = ONE_AT_A_TIME.lock();
    let path = file("fork");
    log::configure(&LogSettings { file: Some(path.clone()), ..LogSettings::default() }).expect("a file");
    let stop = AtomicBool::new(false);
    let children = 200;
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    tracing::warn!("busy");
                }
            });
        }
        for child in 0..children {
            // SAFETY: the child calls only the log, which is built for this, and _exit.
            let pid = unsafe { libc::fork() };
            if pid == 0 {
                log::assume(ProcessKind::Manager, child);
                tracing::warn!("child");
                // SAFETY: never returns.
                unsafe { libc::_exit(0) };
            }
            if !ended(pid) {
                stop.store(true, Ordering::Relaxed);
                panic!("child {child} hangs");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    let lines = lines(&path);
    let _ = fs::remove_file(&path);
    assert_eq!(lines.iter().filter(|line| line.ends_with("\tWARNING\tchild")).count(), children as usize);
    assert!(lines.iter().all(|line| line.starts_with("[20") && line.matches('\t').count() == 2), "torn lines");
}

/// Within ten seconds; kills it otherwise.
fn ended(pid: i32) -> bool {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        // SAFETY: a child of this process; no status is asked for.
        if unsafe { libc::waitpid(pid, std::ptr::null_mut(), libc::WNOHANG) } == pid {
            return true;
        }
        if Instant::now() > deadline {
            // SAFETY: not yet waited for, so the pid is still that child's.
            unsafe { libc::kill(pid, libc::SIGKILL) };
            return false;
        }
        std::thread::yield_now();
    }
}
