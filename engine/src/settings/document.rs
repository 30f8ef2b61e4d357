//! The table of options as a page for users, `docs/settings.md`. A test holds the committed page against this text.

use std::fmt::Write;

use super::table::{self, Definition, Kind, Support};

const HEAD: &str = "\
# Options

Every option that Swoole 6.2.2 knows, and what this extension does with it. Generated from the table in `engine/src/settings/table`; do not edit
(`RSWOOLE_BLESS=1 cargo test -p rswoole-engine committed_settings_page` writes it anew).

- *ready*: works as documented by Swoole.
- *not yet*: accepted; when it switches something on, a warning names it.
- *no effect*: accepted; it steers a part of Swoole's inside that does not exist here, and nothing is lost.

A name that is not in the table gives the warning `unsupported option [name]`. Values are converted as PHP does it (`\"4\"` is 4); a value that had to be
bent gives a warning, and one that cannot be used at all an error. *Bytes* may be written as `2M`. A port that sets no option itself takes those of the server;
a port that sets any takes none of them (the server's first port always does).
";

const CLIENTS: &str = "
## Clients

Options of `Client`, `Async\\Client`, `Coroutine\\Client`, `Coroutine\\Http\\Client`, `Coroutine\\Http2\\Client` and `Coroutine\\Socket::setProtocol()`. What is unknown, or has
the wrong type, is named in the log, once in a process; text that is no size, where *bytes* are wanted, is an exception.

| option | type | set on | default | meaning |
|---|---|---|---|---|
";

/// The whole page.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    for (title, wanted) in [("Ready", 0), ("Not yet", 1), ("No effect", 2)] {
        let _ = write!(page, "\n## {title}\n\n| option | type | set on | default | meaning |\n|---|---|---|---|---|\n");
        for row in table::definitions().filter(|row| class(row.support) == wanted) {
            page.push_str(&line(row));
        }
    }
    page.push_str(CLIENTS);
    for row in table::of_clients() {
        page.push_str(&line(row));
    }
    page
}

fn class(support: Support) -> u8 {
    match support {
        Support::Ready => 0,
        Support::NotYet(_) => 1,
        Support::NoEffect(_) => 2,
    }
}

fn line(row: &Definition) -> String {
    let names: Vec<_> = [row.name].iter().chain(row.aliases).map(|name| format!("`{name}`")).collect();
    let note = match row.support {
        Support::Ready => String::new(),
        Support::NotYet(feature) => format!(" – {feature} not built yet"),
        Support::NoEffect(reason) => format!(" – {reason}"),
    };
    format!(
        "| {} | {} | {} | {} | {}{note} |\n",
        names.join(", "),
        kind(row.kind),
        row.scopes.described(),
        row.default,
        row.meaning
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "bool",
        Kind::Int(_) => "int",
        Kind::Size(_) => "bytes",
        Kind::Seconds => "seconds",
        Kind::Text => "string",
        Kind::Array => "array",
        Kind::Callable => "callable",
        Kind::Any => "mixed",
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    #[test]
    fn the_committed_committed_settings_page_equals_the_table() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md");
        let page = super::markdown();
        if std::env::var_os("RSWOOLE_BLESS").is_some() {
            fs::write(&path, &page).expect("docs/settings.md must be writable");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == page, "docs/settings.md differs from the table: run with RSWOOLE_BLESS=1 and commit it");
    }
}
