//! `url_rewrite_rules`: the names under which files are asked for. What a client asks for costs time in proportion to its length, whatever
//! the rule. No files here.

use std::fmt;

use regex::bytes::{Captures, Regex, RegexBuilder};

/// One rule: `~pattern~` is a regular expression, and what it matches is replaced; anything else is what a path begins with.
#[derive(Clone)]
pub struct Rewrite {
    from: Vec<u8>,
    pattern: Option<Regex>,
    to: Vec<u8>,
}

impl Rewrite {
    /// An error says what is wrong with the rule.
    pub fn new(from: &[u8], to: &[u8]) -> Result<Rewrite, String> {
        let rule = |pattern| Rewrite { from: from.to_vec(), pattern, to: to.to_vec() };
        match from.strip_prefix(b"~").and_then(|rest| rest.strip_suffix(b"~")) {
            Some(pattern) => regular(pattern).map(|pattern| rule(Some(pattern))),
            None if from.starts_with(b"/") => Ok(rule(None)),
            None => Err("it is neither the beginning of a path nor ~a regular expression~".to_owned()),
        }
    }

    /// The path as it came, not decoded. None: the rule is not for it.
    pub fn apply(&self, path: &[u8]) -> Option<Vec<u8>> {
        match &self.pattern {
            None => path.strip_prefix(&self.from[..]).map(|rest| [&self.to[..], rest].concat()),
            Some(pattern) if pattern.is_match(path) => {
                Some(pattern.replace_all(path, |found: &Captures<'_>| self.expand(found)).into_owned())
            }
            Some(_) => None,
        }
    }

    /// `$1` to `$99` are groups, `$&` is the whole match, `$$` a dollar sign.
    fn expand(&self, found: &Captures<'_>) -> Vec<u8> {
        let mut text = Vec::new();
        let mut rest = &self.to[..];
        while let Some((&byte, behind)) = rest.split_first() {
            let digits = behind.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
            let group = behind[..digits].iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
            let (piece, taken): (&[u8], usize) = match (byte, behind.first()) {
                (b'$', Some(b'$')) => (&b"$"[..], 2),
                (b'$', Some(b'&')) => (&found[0], 2),
                (b'$', Some(b'0'..=b'9')) => (found.get(group).map_or(&b""[..], |group| group.as_bytes()), 1 + digits),
                _ => (&rest[..1], 1),
            };
            text.extend_from_slice(piece);
            rest = &rest[taken..];
        }
        text
    }
}

fn regular(pattern: &[u8]) -> Result<Regex, String> {
    let text = std::str::from_utf8(pattern).map_err(|_| "it is not UTF-8".to_owned())?;
    let built = RegexBuilder::new(text).unicode(false).size_limit(MOST).build();
    // The last line of the error says what it is; those before show where.
    built.map_err(|error| error.to_string().lines().last().unwrap_or_default().trim().to_owned())
}

/// Bytes of a compiled expression.
const MOST: usize = 1 << 20;

impl PartialEq for Rewrite {
    fn eq(&self, other: &Rewrite) -> bool {
        (&self.from, &self.to) == (&other.from, &other.to)
    }
}

impl Eq for Rewrite {}

impl fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} => {}", String::from_utf8_lossy(&self.from), String::from_utf8_lossy(&self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::Rewrite;

    fn apply(from: &str, to: &str, path: &str) -> Option<String> {
        let rule = Rewrite::new(from.as_bytes(), to.as_bytes()).unwrap_or_else(|why| panic!("{from}: {why}"));
        rule.apply(path.as_bytes()).map(|path| String::from_utf8_lossy(&path).into_owned())
    }

    #[test]
    fn paths_begin_with_a_rule_or_match_it() {
        for (from, to, path, want) in [
            ("/y", "/sub", "/y/f.txt", Some("/sub/f.txt")),
            ("/y", "/sub", "/Y/f.txt", None),
            ("/y", "/sub", "/x/y/f.txt", None),
            ("/y", "", "/y/a.txt", Some("/a.txt")),
            ("~b~", "a", "/bb.txt", Some("/aa.txt")),
            ("~^/b~", "/a", "/c/b", None),
            ("~/f(.)(.)~", "/$2$1.txt", "/fab", Some("/ba.txt")),
            ("~/f(.)~", "/$1b$$$&$9$", "/fa", Some("/ab$/fa$")),
            ("~()()()()()()()()()(a)~", "$10", "/xa", Some("/xa")),
            (r"~/\w+/(\d{2})\.txt$~", "/$01", "/foo/12.txt", Some("/12")),
        ] {
            assert_eq!(apply(from, to, path).as_deref(), want, "{from} => {to}: {path}");
        }
    }

    #[test]
    fn what_is_no_rule_says_why() {
        assert!(Rewrite::new(b"y", b"/").is_err());
        assert!(Rewrite::new(b"~(~", b"/").is_err_and(|why| !why.is_empty() && !why.contains('\n')));
        assert!(Rewrite::new(b"~(?=a)~", b"/").is_err());
        assert!(Rewrite::new(b"~a{1000}{1000}~", b"/").is_err());
        assert!(Rewrite::new(b"~", b"/").is_err());
    }
}
