//! Which paths name files below the root.

use super::*;

#[test]
fn no_path_leaves_the_root() {
    for (path, want) in [
        ("/a/b.txt", Some("a/b.txt")),
        ("/", Some("")),
        ("//a//./b", Some("a/b")),
        ("/../etc/passwd", None),
        ("/a/../../b", None),
        ("/a/..", None),
        ("a", None),
        ("http://host/a", None),
        ("*", None),
        ("/a\0b", None),
    ] {
        assert_eq!(relative(path.as_bytes()), want.map(PathBuf::from), "{path}");
    }
    assert_eq!(relative(&decoded(b"/%2e%2e/%2E%2e/etc/passwd")), None);
    assert_eq!(relative(&decoded(b"/a%2f..%2f..%2fb")), None);
}

#[test]
fn a_location_covers_whole_parts_of_a_path() {
    for (path, location, want) in [
        ("/static", "/static", true),
        ("/static/a", "/static", true),
        ("/statically", "/static", false),
        ("/static/a", "/static/", true),
        ("/", "/static", false),
    ] {
        assert_eq!(is_below(path.as_bytes(), location.as_bytes()), want, "{path} {location}");
    }
}
