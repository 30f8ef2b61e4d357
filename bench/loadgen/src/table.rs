//! The results as a page: Markdown for people, JSON for programs. Decides whether a bar is reached.

use serde_json::{Value, json};

use crate::machine::Machine;
use crate::matrix::Row;
use crate::median::median;
use crate::runner::{Outcome, Sample};

/// Buckets of the histogram are 1.6 % wide: a smaller difference in a percentile is none.
const TAIL_TOLERANCE: f64 = 1.02;

pub struct Subject {
    pub machine: Machine,
    pub php: String,
    pub a: String,
    pub b: String,
    pub rounds: usize,
    pub seconds: f64,
    pub command: String,
}

pub type Results = Vec<(Row, Outcome)>;

pub fn markdown(subject: &Subject, results: &Results) -> String {
    let Subject { machine, php, a, b, rounds, seconds, command } = subject;
    let mut page = format!(
        "- Machine: {}, {} cores, {} GiB; Linux {}\n- {php}\n- A: **{a}**; B: **{b}**\n\
         - {rounds} rounds A B A B …, {seconds} s each after a warm-up, a fresh server for each; client and server on one machine\n\
         - Medians; A/B is the median of the ratios of the pairs; CPU is user and system time of all server processes for a request;\n\
         \x20 memory is the proportional set size of all server processes under load, its peak where the bar is about it\n- Command: `{command}`\n",
        machine.cpu, machine.cores, machine.memory_gib, machine.kernel
    );
    let loaded: Vec<_> =
        results.iter().filter(|(row, _)| !row.measures_memory() && !row.measures_an_operation()).collect();
    if !loaded.is_empty() {
        page += "\n| scenario | A req/s | B req/s | A/B | bar | CPU µs A | B | A/B | p50 µs A | B | p99 µs A | B | p99 A/B | MiB A | B | bar held |\n";
        page += "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
        page.extend(loaded.into_iter().map(|(row, outcome)| loaded_line(row, outcome)));
    }
    let calls: Vec<_> = results.iter().filter(|(row, _)| row.measures_an_operation()).collect();
    if !calls.is_empty() {
        page += "\n| operation | A ns | B ns | A/B in speed | bar | CPU ns A | B | A/B | instructions A | B | A/B | KiB grown A | B | bar held |\n";
        page += "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
        page.extend(calls.into_iter().map(|(row, outcome)| operation_line(row, outcome)));
    }
    let idle: Vec<_> = results.iter().filter(|(row, _)| row.measures_memory()).collect();
    if !idle.is_empty() {
        page += "\n| memory of one | A KiB | B KiB | A/B | bar KiB | bar held |\n|---|--:|--:|--:|--:|---|\n";
        page.extend(idle.into_iter().map(|(row, outcome)| idle_line(row, outcome)));
    }
    for (row, outcome) in results {
        if let Some(reason) = outcome.skipped {
            page += &format!("\n{}: skipped, {reason}\n", row.name);
        }
        for failure in &outcome.failures {
            page += &format!("\n{}: {failure}\n", row.name);
        }
        let errors: u64 = outcome.pairs.iter().map(|(a, b)| a.errors + b.errors).sum();
        if errors > 0 {
            let of = |side: fn(&(Sample, Sample)) -> u64| outcome.pairs.iter().map(side).sum::<u64>();
            page +=
                &format!("\n{}: errors, A {}, B {}\n", row.name, of(|pair| pair.0.errors), of(|pair| pair.1.errors));
        }
    }
    page
}

fn loaded_line(row: &Row, outcome: &Outcome) -> String {
    let both = |field: fn(&Sample) -> f64, digits: usize| {
        let (a, b) = medians(outcome, field);
        format!("{} | {}", figure(a, digits), figure(b, digits))
    };
    let times = |field| ratio(outcome, field).map_or("–".into(), |ratio| format!("**{ratio:.2}×**"));
    let speed = row.bar.throughput.map(|bar| format!("≥ {bar}×"));
    let tail = row.bar.tail_no_worse.then(|| "p99 no worse".into());
    let peak = row.bar.peak_mib.map(|bar| format!("≤ {bar} MiB"));
    let bar: Vec<String> = speed.into_iter().chain(tail).chain(peak).collect();
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        row.name,
        both(|s| s.requests_per_second, 0),
        times(|s| s.requests_per_second),
        if bar.is_empty() { "–".into() } else { bar.join(", ") },
        both(|s| s.cpu_us, 2),
        times(|s| s.cpu_us),
        both(|s| s.p50_us, 0),
        both(|s| s.p99_us, 0),
        times(|s| s.p99_us),
        both(|s| s.peak_kib.max(s.pss_kib) as f64 / 1024.0, 1),
        verdict(row, outcome),
    )
}

fn operation_line(row: &Row, outcome: &Outcome) -> String {
    let both = |field: fn(&Sample) -> f64, digits: usize| {
        let (a, b) = medians(outcome, field);
        format!("{} | {}", figure(a, digits), figure(b, digits))
    };
    let times = |field| ratio(outcome, field).map_or("–".into(), |ratio| format!("**{ratio:.2}×**"));
    let speed = row.bar.throughput.map(|bar| format!("≥ {bar}×"));
    let flat = row.bar.kib_each.map(|bar| format!("≤ {bar} KiB"));
    let bar: Vec<String> = speed.into_iter().chain(flat).collect();
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        row.name,
        both(|s| 1e9 / s.requests_per_second, 1),
        times(|s| s.requests_per_second),
        if bar.is_empty() { "–".into() } else { bar.join(", ") },
        both(|s| s.cpu_us * 1e3, 1),
        times(|s| s.cpu_us),
        both(|s| s.instructions.unwrap_or(f64::NAN), 0),
        times(|s| s.instructions.unwrap_or(f64::NAN)),
        if row.bar.kib_each.is_some() { both(|s| s.kib_each, 0) } else { "– | –".into() },
        verdict(row, outcome),
    )
}

fn idle_line(row: &Row, outcome: &Outcome) -> String {
    let (a, b) = medians(outcome, |s| s.kib_each);
    let times = ratio(outcome, |s| s.kib_each).map_or("–".into(), |ratio| format!("**{ratio:.2}×**"));
    let bar = row.bar.kib_each.map_or("–".into(), |bar| format!("≤ {bar}"));
    format!("| {} | {} | {} | {times} | {bar} | {} |\n", row.name, figure(a, 2), figure(b, 2), verdict(row, outcome))
}

fn verdict(row: &Row, outcome: &Outcome) -> &'static str {
    match holds(row, outcome) {
        None => "–",
        Some(true) => "held",
        Some(false) => "**NOT held**",
    }
}

/// None when the row has no bar, or needs what this machine lacks. A row that could not be measured does not hold.
pub fn holds(row: &Row, outcome: &Outcome) -> Option<bool> {
    if row.bar == crate::matrix::Bar::default() || outcome.skipped.is_some() {
        return None;
    }
    let reached = |value: Option<f64>, good: &dyn Fn(f64) -> bool| value.is_some_and(good);
    let throughput =
        row.bar.throughput.is_none_or(|bar| reached(ratio(outcome, |s| s.requests_per_second), &|got| got >= bar));
    let tail = !row.bar.tail_no_worse || reached(ratio(outcome, |s| s.p99_us), &|got| got <= TAIL_TOLERANCE);
    let memory = row.bar.kib_each.is_none_or(|bar| reached(medians(outcome, |s| s.kib_each).0, &|got| got <= bar));
    let peak = |s: &Sample| s.peak_kib as f64 / 1024.0;
    let bounded = row.bar.peak_mib.is_none_or(|bar| {
        let highest = outcome.pairs.iter().map(|(a, _)| peak(a)).reduce(f64::max);
        reached(highest, &|got| got <= bar)
    });
    let clean = outcome.pairs.iter().all(|(a, _)| a.errors == 0);
    Some(throughput && tail && memory && bounded && clean)
}

fn medians(outcome: &Outcome, field: fn(&Sample) -> f64) -> (Option<f64>, Option<f64>) {
    (median(outcome.pairs.iter().map(|pair| field(&pair.0))), median(outcome.pairs.iter().map(|pair| field(&pair.1))))
}

fn ratio(outcome: &Outcome, field: fn(&Sample) -> f64) -> Option<f64> {
    median(outcome.pairs.iter().map(|(a, b)| field(a) / field(b)))
}

fn figure(value: Option<f64>, digits: usize) -> String {
    let Some(value) = value else { return "–".into() };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let grouped: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap_or("")).collect();
    grouped.join(" ") + &rest.map_or(String::new(), |rest| format!(".{rest}"))
}

pub fn json(subject: &Subject, results: &Results) -> Value {
    let side = |s: &Sample| {
        json!({
            "requests_per_second": s.requests_per_second, "cpu_us": s.cpu_us, "p50_us": s.p50_us, "p99_us": s.p99_us,
            "max_us": s.max_us, "errors": s.errors, "rss_kib": s.rss_kib, "pss_kib": s.pss_kib, "peak_kib": s.peak_kib, "processes": s.processes,
            "kib_each": s.kib_each, "instructions": s.instructions,
        })
    };
    let rows = results.iter().map(|(row, outcome)| {
        json!({
            "name": row.name, "script": row.script, "env": row.env.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>(),
            "bar": {"throughput": row.bar.throughput, "tail_no_worse": row.bar.tail_no_worse, "kib_each": row.bar.kib_each,
                "peak_mib": row.bar.peak_mib},
            "holds": holds(row, outcome),
            "throughput_ratio": ratio(outcome, |s| s.requests_per_second),
            "cpu_ratio": ratio(outcome, |s| s.cpu_us),
            "p99_ratio": ratio(outcome, |s| s.p99_us),
            "rounds": outcome.pairs.iter().map(|(a, b)| json!({"a": side(a), "b": side(b)})).collect::<Vec<_>>(),
            "failures": outcome.failures, "skipped": outcome.skipped,
        })
    });
    json!({
        "cpu": subject.machine.cpu, "cores": subject.machine.cores, "kernel": subject.machine.kernel, "php": subject.php,
        "a": subject.a, "b": subject.b, "seconds": subject.seconds, "command": subject.command,
        "rows": rows.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;

    fn outcome(pairs: &[(f64, f64, f64, f64)]) -> Outcome {
        let sample = |rps, p99_us| Sample { requests_per_second: rps, p99_us, ..Sample::default() };
        Outcome { pairs: pairs.iter().map(|p| (sample(p.0, p.1), sample(p.2, p.3))).collect(), ..Outcome::default() }
    }

    fn row(name: &str) -> Row {
        matrix::rows("tcp").unwrap().into_iter().find(|row| row.name == name).expect(name)
    }

    #[test]
    fn the_ratio_is_the_median_of_the_pairs_not_the_ratio_of_the_medians() {
        let outcome = outcome(&[(100.0, 1.0, 50.0, 1.0), (300.0, 1.0, 100.0, 1.0), (90.0, 1.0, 90.0, 1.0)]);
        assert_eq!(ratio(&outcome, |s| s.requests_per_second), Some(2.0));
    }

    #[test]
    fn a_bar_needs_throughput_and_tail_and_no_errors() {
        let row = row("PROCESS 2×2, 50 conns");
        assert_eq!(holds(&row, &outcome(&[(131.0, 10.0, 100.0, 10.0)])), Some(true));
        assert_eq!(holds(&row, &outcome(&[(129.0, 10.0, 100.0, 10.0)])), Some(false));
        assert_eq!(holds(&row, &outcome(&[(131.0, 11.0, 100.0, 10.0)])), Some(false));
        assert_eq!(holds(&row, &outcome(&[])), Some(false));
        let mut dirty = outcome(&[(131.0, 10.0, 100.0, 10.0)]);
        dirty.pairs[0].0.errors = 1;
        assert_eq!(holds(&row, &dirty), Some(false));
    }

    #[test]
    fn the_highest_peak_of_all_rounds_counts_for_its_bar() {
        let mut row = row("BASE 1, 50 conns");
        row.bar = matrix::Bar { peak_mib: Some(2.0), ..matrix::Bar::default() };
        let mut outcome = outcome(&[(1.0, 1.0, 1.0, 1.0); 2]);
        outcome.pairs[1].0.peak_kib = 2048;
        assert_eq!(holds(&row, &outcome), Some(true));
        outcome.pairs[0].0.peak_kib = 2049;
        assert_eq!(holds(&row, &outcome), Some(false));
    }

    #[test]
    fn a_row_that_was_skipped_neither_holds_nor_fails() {
        let outcome = Outcome { skipped: Some("a tool is missing"), ..Outcome::default() };
        assert_eq!(holds(&row("BASE 1, 50 conns"), &outcome), None);
    }

    #[test]
    fn figures_are_grouped_in_threes() {
        assert_eq!(figure(Some(1_234_567.4), 0), "1 234 567");
        assert_eq!(figure(Some(999.125), 2), "999.12");
        assert_eq!(figure(None, 2), "–");
    }
}
