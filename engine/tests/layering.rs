//! Holds the house rules of docs/architecture.md against the sources: which module may use which, and where `unsafe`, tokio
//! and socket2 may appear. Reads text with comments and literals taken out; does not compile anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Module → what it may use of `crate::`. A new module finds its place here first.
const MAY_USE: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("sys", &["ids"]),
    ("events", &["ids", "sys"]),
    ("timers", &[]),
    ("protocol", &["ids", "sys", "events"]),
    ("settings", &["ids", "sys", "protocol"]),
    ("log", &["ids", "sys", "settings"]),
    ("shm", &["ids", "sys"]),
    ("ipc", &["ids", "sys", "shm"]),
    ("net", &["ids", "sys", "settings", "log", "shm", "ipc"]),
    ("reactor", &["ids", "events", "sys", "protocol", "settings", "log", "shm", "ipc", "net"]),
    ("worker", &["ids", "events", "sys", "protocol", "settings", "log", "shm", "ipc", "net", "reactor"]),
    ("process", &["ids", "sys", "settings", "log", "shm"]),
    ("pool", &["sys", "protocol", "net"]),
    ("client", &["protocol"]),
    (
        "server",
        &["ids", "events", "sys", "protocol", "settings", "log", "shm", "ipc", "net", "worker", "reactor", "process"],
    ),
];

/// Word → modules of the engine that may say it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("unsafe", &["sys", "shm"]),
    ("tokio", &["net", "reactor", "worker", "client"]),
    ("socket2", &["net"]),
    ("openssl", &["net"]),
    ("regex", &["protocol"]),
    ("h2", &["reactor", "client"]),
    ("ext_php_rs", &[]),
];

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut broken = Vec::new();
    for (module, path, code) in engine_sources() {
        let allowed = MAY_USE.iter().find(|(name, _)| *name == module).map(|(_, allowed)| *allowed);
        let allowed =
            allowed.unwrap_or_else(|| panic!("{}: give module {module} its place in MAY_USE", path.display()));
        for used in crate_modules(&code) {
            if used != module && !allowed.contains(&used.as_str()) {
                broken.push(format!("{}: {module} must not use {used}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_table_of_layers_has_no_cycle() {
    let mut below = BTreeSet::new();
    let mut left: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    while !left.is_empty() {
        let free: Vec<_> =
            left.iter().filter(|(_, uses)| uses.iter().all(|u| below.contains(u))).map(|(name, _)| *name).collect();
        assert!(!free.is_empty(), "a cycle among {:?}", left.keys());
        for name in free {
            left.remove(name);
            below.insert(name);
        }
    }
}

#[test]
fn unsafe_and_the_runtime_stay_in_their_modules() {
    let mut broken = Vec::new();
    for (module, path, code) in engine_sources() {
        for (word, allowed) in ONLY_IN {
            if !allowed.contains(&module.as_str()) && says(&code, word) {
                broken.push(format!("{}: `{word}` belongs to {allowed:?}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn unsafe_towards_php_stays_in_zend() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let broken: Vec<_> = sources(&root)
        .into_iter()
        .filter(|path| !path.strip_prefix(&root).unwrap().starts_with("zend"))
        .filter(|path| says(&bare(&fs::read_to_string(path).unwrap()), "unsafe"))
        .collect();
    assert!(broken.is_empty(), "`unsafe` outside src/zend: {broken:?}");
}

#[test]
fn every_file_says_what_it_owns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("src"), root.join("tests"), root.join("../src")];
    let silent: Vec<_> = folders
        .iter()
        .flat_map(|folder| sources(folder))
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "these files do not open with //!: {silent:?}");
}

#[test]
fn the_reader_of_sources_sees_code_only() {
    let code = bare(
        r####"use crate::{ids::A, sys::{b, c}}; // unsafe crate::net
        let x = "unsafe \" crate::net"; let y = r#"unsafe "crate::net"#; let c = '"'; /* tokio /* */ unsafe */
        fn f<'a>(x: &'a u8) { crate::shm::ring() } let b = b'"'; let not_unsafe_at_all = 1; crate::log::x"####,
    );
    assert_eq!(crate_modules(&code), ["ids", "sys", "shm", "log"]);
    assert!(!says(&code, "unsafe") && !says(&code, "tokio"));
    assert!(says("x; unsafe { }", "unsafe"));
}

/// (module, file, code) of every file of the engine but the crate's root.
fn engine_sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root)
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name != "lib.rs"))
        .map(|path| {
            let first = path.strip_prefix(&root).unwrap().iter().next().unwrap().to_str().unwrap();
            let code = bare(&fs::read_to_string(&path).unwrap());
            (first.trim_end_matches(".rs").to_owned(), path, code)
        })
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

/// The first segments behind `crate::`, those in braces too.
fn crate_modules(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(is_word) || code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => modules.push(rest.chars().take_while(|c| is_word(*c)).collect()),
            Some(group) => modules.extend(group_heads(group)),
        }
    }
    modules.retain(|module: &String| !module.is_empty());
    modules
}

/// `a::b, c::{d, e}}…` → a, c
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut entry) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(std::mem::take(&mut entry)),
            _ if depth == 0 => entry.push(c),
            _ => {}
        }
    }
    heads.push(entry);
    heads.iter().map(|entry| entry.trim().chars().take_while(|c| is_word(*c)).collect()).collect()
}

fn says(code: &str, word: &str) -> bool {
    code.match_indices(word)
        .any(|(at, _)| !code[..at].ends_with(is_word) && !code[at + word.len()..].starts_with(is_word))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The source without comments and the contents of literals.
fn bare(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if c == '"' {
            quoted(rest, '"')
        } else if !code.ends_with(is_word) && raw_string(rest).is_some() {
            raw_string(rest).unwrap_or_default()
        } else if c == '\'' {
            char_literal(rest)
        } else {
            0
        };
        if skip == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skip..];
        }
    }
    code
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted(rest: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == end && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let text = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = text.find(&end).map_or(text.len(), |at| at + end.len());
    Some(rest.len() - text.len() + length)
}

/// 0 for a lifetime.
fn char_literal(rest: &str) -> usize {
    let mut chars = rest[1..].chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => quoted(rest, '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 0,
    }
}
