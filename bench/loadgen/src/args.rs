//! Command-line arguments of the form `--name value`, `--flag` and words. Owns the wording of complaints about them.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

/// What was on the command line; each `take` removes what it names, `finish` complains about the rest.
pub struct Args {
    words: Vec<String>,
    options: BTreeMap<String, Vec<String>>,
}

impl Args {
    /// `flags` names the options that take no value.
    pub fn parse(line: impl IntoIterator<Item = String>, flags: &[&str]) -> Result<Args, String> {
        let (mut words, mut options) = (Vec::new(), BTreeMap::<String, Vec<String>>::new());
        let mut line = line.into_iter();
        while let Some(word) = line.next() {
            let Some(name) = word.strip_prefix("--") else {
                words.push(word);
                continue;
            };
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name.to_string(), value.to_string()),
                None if flags.contains(&name) => (name.to_string(), String::new()),
                None => {
                    let value = line.next().ok_or_else(|| format!("--{name} needs a value"))?;
                    (name.to_string(), value)
                }
            };
            options.entry(name).or_default().push(value);
        }
        Ok(Args { words, options })
    }

    pub fn word(&mut self) -> Option<String> {
        if self.words.is_empty() { None } else { Some(self.words.remove(0)) }
    }

    pub fn flag(&mut self, name: &str) -> bool {
        self.options.remove(name).is_some()
    }

    pub fn all(&mut self, name: &str) -> Vec<String> {
        self.options.remove(name).unwrap_or_default()
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        self.all(name).pop()
    }

    pub fn value<T: FromStr>(&mut self, name: &str, default: T) -> Result<T, String> {
        match self.text(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| format!("--{name} {text} is not a valid value")),
        }
    }

    pub fn seconds(&mut self, name: &str, default: f64) -> Result<Duration, String> {
        let seconds: f64 = self.value(name, default)?;
        Duration::try_from_secs_f64(seconds).map_err(|_| format!("--{name} {seconds} is not a number of seconds"))
    }

    pub fn finish(self) -> Result<(), String> {
        match (self.options.keys().next(), self.words.first()) {
            (Some(name), _) => Err(format!("there is no option --{name} here")),
            (None, Some(word)) => Err(format!("\"{word}\" is not expected here")),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(line: &str, flags: &[&str]) -> Result<Args, String> {
        Args::parse(line.split_whitespace().map(str::to_string), flags)
    }

    #[test]
    fn options_flags_and_words_are_told_apart() {
        let mut args = args("echo --bytes 7 --verify --seconds=0.5 x", &["verify"]).unwrap();
        assert_eq!(args.word().as_deref(), Some("echo"));
        assert_eq!(args.value("bytes", 1usize), Ok(7));
        assert!(args.flag("verify"));
        assert_eq!(args.seconds("seconds", 3.0).unwrap().as_millis(), 500);
        assert_eq!(args.word().as_deref(), Some("x"));
        assert_eq!(args.finish(), Ok(()));
    }

    #[test]
    fn what_nobody_took_is_named() {
        assert_eq!(args("--nope 1", &[]).unwrap().finish(), Err("there is no option --nope here".into()));
        assert!(args("--bytes", &[]).is_err());
        assert!(args("--bytes many", &[]).unwrap().value("bytes", 1usize).unwrap_err().contains("many"));
    }
}
