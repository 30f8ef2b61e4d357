//! The pid file names its server, and only that server removes it.

use std::fs;
use std::path::PathBuf;

use rswoole_engine::process::pid_file::PidFile;

fn path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("pid-file-{name}-{}", std::process::id()))
}

#[test]
fn it_holds_the_pid_and_is_gone_after_the_clean_end() {
    let path = path("clean");
    fs::write(&path, "left by a server that was killed").expect("a writable directory");
    let file = PidFile::create(&path).expect("it is replaced");
    assert_eq!(fs::read_to_string(&path).expect("it exists"), std::process::id().to_string());
    file.remove();
    assert!(!path.exists());
    file.remove();
}

#[test]
fn a_file_that_another_server_wrote_meanwhile_stays() {
    let path = path("taken");
    let file = PidFile::create(&path).expect("a writable directory");
    fs::write(&path, "1\n").expect("it is writable");
    file.remove();
    assert_eq!(fs::read_to_string(&path).expect("it stays"), "1\n");
    fs::remove_file(&path).expect("it exists");
}

#[test]
fn a_directory_that_does_not_exist_is_an_error_and_leaves_nothing() {
    let path = path("nowhere").join("server.pid");
    let error = PidFile::create(&path).err().expect("no directory");
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}
