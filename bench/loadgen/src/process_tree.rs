//! What a server's whole process tree uses, from /proc: CPU time, memory, descriptors.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often a peak is looked for.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    pub processes: usize,
    /// User and system time of the living processes, seconds.
    pub cpu: f64,
    pub rss_kib: u64,
    /// Proportional set size: a page shared by n processes counts 1/n for each.
    pub pss_kib: u64,
    pub descriptors: usize,
}

/// The process and all its descendants, the root first.
pub fn descendants(root: u32) -> Vec<u32> {
    let mut children = HashMap::<u32, Vec<u32>>::new();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    for pid in entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()) {
        if let Some(stat) = Stat::read(pid) {
            children.entry(stat.parent).or_default().push(pid);
        }
    }
    let mut found = vec![root];
    let mut next = 0;
    while next < found.len() {
        found.extend(children.remove(&found[next]).unwrap_or_default());
        next += 1;
    }
    found
}

/// Processes that end meanwhile are left out.
pub fn usage(root: u32) -> Usage {
    let mut sum = Usage::default();
    for pid in descendants(root) {
        let Some(stat) = Stat::read(pid) else { continue };
        let (rss, pss) = memory(pid);
        sum.processes += 1;
        sum.cpu += stat.cpu;
        sum.rss_kib += rss;
        sum.pss_kib += pss;
        sum.descriptors += fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count);
    }
    sum
}

/// Only the CPU time, seconds: cheap enough to read at the edges of a measurement.
pub fn cpu(root: u32) -> f64 {
    descendants(root).into_iter().filter_map(Stat::read).map(|stat| stat.cpu).sum()
}

/// The largest proportional set size that a process tree has between `watch` and `end`.
pub struct Peak {
    over: Arc<AtomicBool>,
    watcher: JoinHandle<u64>,
}

impl Peak {
    pub fn watch(root: u32) -> Peak {
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        let watcher = std::thread::spawn(move || {
            let mut peak = 0;
            while !seen.load(Ordering::Relaxed) {
                peak = peak.max(usage(root).pss_kib);
                std::thread::sleep(LOOK);
            }
            peak
        });
        Peak { over, watcher }
    }

    /// KiB.
    pub fn end(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        self.watcher.join().unwrap_or(0)
    }
}

struct Stat {
    parent: u32,
    cpu: f64,
}

impl Stat {
    fn read(pid: u32) -> Option<Stat> {
        Stat::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// The second field, the command in parentheses, may hold spaces and parentheses itself.
    fn parse(text: &str) -> Option<Stat> {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        Some(Stat {
            parent: fields.get(1)?.parse().ok()?,
            cpu: ticks as f64 / rustix::param::clock_ticks_per_second() as f64,
        })
    }
}

/// Resident and proportional set size, KiB.
fn memory(pid: u32) -> (u64, u64) {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let field = |name: &str| {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    };
    (field("Rss:"), field("Pss:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let stat = Stat::parse("7 (a) b (c) S 3 7 7 0 -1 0 0 0 0 0 150 50 9 9 20 0 1").unwrap();
        assert_eq!(stat.parent, 3);
        assert_eq!(stat.cpu * rustix::param::clock_ticks_per_second() as f64, 200.0);
    }

    #[test]
    fn a_peak_that_is_over_is_remembered() {
        let peak = Peak::watch(std::process::id());
        let before = usage(std::process::id()).pss_kib;
        let large = vec![1u8; 64 << 20];
        std::thread::sleep(LOOK * 4);
        drop(std::hint::black_box(large));
        assert!(peak.end() > before + (48 << 10));
    }

    #[test]
    fn a_child_is_counted_with_its_parent() {
        let mut child = std::process::Command::new("sleep").arg("30").spawn().unwrap();
        assert!(descendants(std::process::id()).contains(&child.id()));
        let usage = usage(std::process::id());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(usage.processes >= 2 && usage.rss_kib > 0 && usage.pss_kib > 0 && usage.descriptors > 2, "{usage:?}");
    }
}
