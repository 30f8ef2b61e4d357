//! `http_autoindex`: a directory as a page. Names are written so that no name can be read as markup.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// `None`: the directory can not be read.
pub(super) fn page(directory: &Path, path: &[u8]) -> Option<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = std::fs::read_dir(directory)
        .ok()?
        .flatten()
        .map(|entry| {
            let mut name = entry.file_name().as_bytes().to_vec();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                name.push(b'/');
            }
            name
        })
        .collect();
    names.sort();
    let title = text(path);
    let mut page = format!(
        "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"><title>Index of {title}</title></head>\n<body>\n<h1>Index of {title}</h1>\n<ul>\n"
    );
    let base = format!("{}/", link(path).trim_end_matches('/'));
    if path != b"/" {
        page.push_str(&format!("<li><a href=\"{base}../\">../</a></li>\n"));
    }
    for name in &names {
        page.push_str(&format!("<li><a href=\"{base}{}\">{}</a></li>\n", link(name), text(name)));
    }
    page.push_str("</ul>\n</body>\n</html>\n");
    Some(page.into_bytes())
}

fn text(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn link(name: &[u8]) -> String {
    let mut link = String::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => link.push(char::from(byte)),
            _ => link.push_str(&format!("%{byte:02X}")),
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_markup() {
        assert_eq!(text(b"<b>&\"x"), "&lt;b&gt;&amp;&quot;x");
        assert_eq!(link(b"a b\"<>/c"), "a%20b%22%3C%3E/c");
    }
}
