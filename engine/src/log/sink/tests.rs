//! Rotation and reopening on real files, with dates given.

use std::fs;

use super::*;

const NOON: i64 = 1_795_435_200; // 2026-11-23 12:00:00 UTC

fn at(epoch: i64) -> Local<'static> {
    Local { epoch, offset: 0, zone: "UTC" }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rswoole-log-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder in the temporary directory");
    folder
}

fn settings(path: &Path, rotation: LogRotation) -> LogSettings {
    LogSettings { file: Some(path.to_owned()), rotation, ..LogSettings::default() }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn the_name_of_a_rotated_file_ends_with_its_period() {
    for (rotation, name) in [
        (LogRotation::Single, "s.log"),
        (LogRotation::Monthly, "s.log.202611"),
        (LogRotation::Daily, "s.log.20261123"),
        (LogRotation::Hourly, "s.log.2026112312"),
        (LogRotation::EveryMinute, "s.log.202611231200"),
    ] {
        let period = period(rotation, &at(NOON));
        assert_eq!(rotated(Path::new("s.log"), rotation, period), Path::new(name));
    }
}

#[test]
fn the_first_line_of_a_new_hour_begins_a_new_file() {
    let folder = folder("hour");
    let settings = settings(&folder.join("s.log"), LogRotation::Hourly);
    let sink = Sink::open(&settings, None, &at(NOON)).expect("a new file");
    sink.write(&settings, &at(NOON), "first\n");
    sink.write(&settings, &at(NOON + 3599), "second\n");
    sink.write(&settings, &at(NOON + 3600), "third\n");
    assert_eq!(names(&folder), ["s.log.2026112312", "s.log.2026112313"]);
    assert_eq!(fs::read_to_string(folder.join("s.log.2026112312")).expect("old"), "first\nsecond\n");
    assert_eq!(fs::read_to_string(folder.join("s.log.2026112313")).expect("new"), "third\n");
}

#[test]
fn when_the_next_file_cannot_be_opened_the_old_one_goes_on() {
    let folder = folder("lost");
    let settings = settings(&folder.join("s.log"), LogRotation::Hourly);
    let sink = Sink::open(&settings, None, &at(NOON)).expect("a new file");
    // A folder in the place of the next file: even root cannot open it for writing.
    fs::create_dir(folder.join("s.log.2026112313")).expect("an obstacle");
    sink.write(&settings, &at(NOON + 3600), "kept\n");
    assert_eq!(fs::read_to_string(folder.join("s.log.2026112312")).expect("old"), "kept\n");
}

#[test]
fn a_moved_file_is_followed_until_it_is_reopened() {
    let folder = folder("moved");
    let settings = settings(&folder.join("s.log"), LogRotation::Single);
    let sink = Sink::open(&settings, None, &at(NOON)).expect("a new file");
    fs::rename(folder.join("s.log"), folder.join("old.log")).expect("moved");
    sink.write(&settings, &at(NOON), "before\n");
    sink.reopen(&settings, &at(NOON)).expect("reopened");
    sink.write(&settings, &at(NOON), "after\n");
    assert_eq!(fs::read_to_string(folder.join("old.log")).expect("old"), "before\n");
    assert_eq!(fs::read_to_string(folder.join("s.log")).expect("new"), "after\n");
}

#[test]
fn a_new_configuration_keeps_the_descriptor_number() {
    let folder = folder("number");
    let first = Sink::open(&settings(&folder.join("a"), LogRotation::Single), None, &at(NOON)).expect("a");
    let second = Sink::open(&settings(&folder.join("b"), LogRotation::Single), Some(&first), &at(NOON)).expect("b");
    assert_eq!(first.file(), second.file());
}

#[test]
fn a_file_in_a_missing_folder_is_an_error() {
    let error = Sink::open(&settings(Path::new("/no/such/folder/s.log"), LogRotation::Single), None, &at(NOON));
    assert_eq!(error.err().map(|error| error.kind()), Some(io::ErrorKind::NotFound));
}
