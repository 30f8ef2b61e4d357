//! Rows whose script measures itself: one operation of it, in a process of its own, and its instructions under valgrind.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::runner::Sample;
use crate::server::Php;

/// Seconds after which a script is ended.
const PATIENCE: &str = "120";
/// How often an operation is done while its instructions are counted; and twice as often, for the difference.
const COUNTED: u32 = 4000;

/// Nothing of it is shared between two runs.
pub struct Operation<'a> {
    pub php: &'a Php,
    pub extension: &'a Path,
    pub script: &'a Path,
    pub env: Vec<(String, String)>,
    pub name: &'static str,
}

impl Operation<'_> {
    pub fn measure(&self) -> Result<Sample, String> {
        let report = self.run(None, &[])?;
        let number = |name: &str| report[name].as_f64().ok_or_else(|| format!("the script told no {name}: {report}"));
        let (operations, seconds) = (number("operations")?, number("seconds")?);
        Ok(Sample {
            requests_per_second: operations / seconds,
            cpu_us: number("cpu")? * 1e6 / operations,
            kib_each: report["kib"].as_f64().unwrap_or(0.0),
            processes: 1,
            ..Sample::default()
        })
    }

    /// Instructions of one operation in the script's process.
    pub fn instructions(&self) -> Result<f64, String> {
        let (once, twice) = (self.counted(COUNTED)?, self.counted(2 * COUNTED)?);
        Ok((twice - once) / f64::from(COUNTED))
    }

    fn counted(&self, count: u32) -> Result<f64, String> {
        let log = std::env::temp_dir().join(format!("rswoole-bench-{}-valgrind.log", std::process::id()));
        let to = format!("--log-file={}", log.display());
        let tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", &to];
        let ran = self.run(Some(count), &tool);
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        let _ = std::fs::remove_file(&log);
        ran?;
        let line = text.lines().rev().find_map(|line| line.split_once("refs:")).map(|(_, number)| number);
        let digits: String = line.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        digits
            .parse()
            .map_err(|_| format!("valgrind told no instructions: {}", text.lines().last().unwrap_or("nothing")))
    }

    /// The last line that the script prints.
    fn run(&self, count: Option<u32>, under: &[&str]) -> Result<Value, String> {
        let mut env = self.env.clone();
        env.push(("OPERATION".into(), self.name.into()));
        env.extend(count.map(|count| ("COUNT".into(), count.to_string())));
        let php = self.php.command(Some(self.extension), self.script, &env);
        let mut limited = Command::new("timeout");
        limited.arg(PATIENCE).args(under).arg(php.get_program()).args(php.get_args());
        limited.envs(php.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = limited.output().map_err(|error| format!("cannot run timeout: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let report = text.lines().last().and_then(|line| serde_json::from_str(line).ok());
        report.ok_or_else(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            let said: Vec<&str> =
                text.lines().chain(errors.lines()).filter(|line| !line.trim().is_empty()).take(2).collect();
            format!("{}: {} {}", self.name, output.status, said.join(" | "))
        })
    }
}
