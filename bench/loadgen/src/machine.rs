//! What a results page must name: processor, kernel, PHP, and the version of each extension.

use std::fs;
use std::path::Path;

use crate::server::Php;

pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub kernel: String,
}

impl Machine {
    pub fn read() -> Machine {
        let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let field = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let kib: u64 = memory.split_whitespace().nth(1).and_then(|value| value.parse().ok()).unwrap_or(0);
        Machine {
            cpu: field.map_or("unknown processor", |(_, name)| name.trim()).to_string(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib.div_ceil(1 << 20),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_string(),
        }
    }
}

/// `rswoole 0.1.0`, `swoole 6.2.2`, … as the module itself says; an error when PHP cannot load the file.
pub fn extension_name(php: &Php, extension: &Path) -> Result<String, String> {
    let probe = r#"foreach (["rswoole", "openswoole", "swoole"] as $name) {
        if (extension_loaded($name)) { echo $name, " ", phpversion($name); exit(0); }
    }
    exit(1);"#;
    if !extension.is_file() {
        return Err(format!("{} is not a file", extension.display()));
    }
    let output = std::process::Command::new(&php.binary)
        .arg("-d")
        .arg(format!("extension={}", extension.display()))
        .args(["-r", probe])
        .output()
        .map_err(|error| format!("cannot run {}: {error}", php.binary))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_string();
    if output.status.success() && !text.is_empty() {
        Ok(text)
    } else {
        Err(format!(
            "{} does not load as an extension: {} {}",
            extension.display(),
            text,
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// PHP's version and whether opcache and its JIT are on for the command line.
pub fn php_name(php: &Php) -> Result<String, String> {
    let probe = r#"$on = function_exists("opcache_get_status") ? @opcache_get_status(false) : false;
        echo "PHP ", PHP_VERSION, PHP_ZTS ? " ZTS" : " NTS", ", opcache ", $on ? "on" : "off", ", JIT ", ($on["jit"]["on"] ?? false) ? "on" : "off";"#;
    let mut command = std::process::Command::new(&php.binary);
    for setting in &php.ini {
        command.arg("-d").arg(setting);
    }
    let output = command.args(["-r", probe]).output().map_err(|error| format!("cannot run {}: {error}", php.binary))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}
