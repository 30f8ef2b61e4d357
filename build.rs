//! Finds PHP, tells the code its version (`cfg(php82)` …) and compiles the table of layout facts.
//! It must not put logic into C: `src/zend/layout.c` only exports numbers.

use std::{env, process::Command};

/// Minor versions that changed something `src/zend` uses, as `php-config --vernum` says them.
const VERSIONS: [(&str, u32); 4] = [("php82", 80_200), ("php83", 80_300), ("php84", 80_400), ("php85", 80_500)];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/zend/layout.c");
    println!("cargo:rerun-if-changed=src/zend/fiber_layout.c");
    println!("cargo:rerun-if-changed=src/zend/stream_layout.c");
    println!("cargo:rerun-if-env-changed=PHP_CONFIG");
    println!("cargo:rerun-if-env-changed=PATH");

    let php_config = env::var("PHP_CONFIG").unwrap_or_else(|_| "php-config".to_owned());
    // Not --phpapi: only Debian's php-config knows it.
    let version: u32 = ask(&php_config, "--vernum").trim().parse().unwrap_or_else(|_| {
        panic!("`{php_config} --vernum` did not print a number: is this the php-config of PHP 8.1 or newer?")
    });
    for (name, first) in VERSIONS {
        println!("cargo:rustc-check-cfg=cfg({name})");
        if version >= first {
            println!("cargo:rustc-cfg={name}");
        }
    }

    let mut shim = cc::Build::new();
    shim.file("src/zend/layout.c").file("src/zend/fiber_layout.c").file("src/zend/stream_layout.c").warnings(false);
    for flag in ask(&php_config, "--includes").split_whitespace() {
        shim.flag(flag);
    }
    shim.compile("rswoole_layout");
}

fn ask(php_config: &str, question: &str) -> String {
    let output = Command::new(php_config).arg(question).output().unwrap_or_else(|error| {
        panic!("cannot run `{php_config} {question}`: {error}; install the PHP development package (php-dev) or set PHP_CONFIG")
    });
    assert!(output.status.success(), "`{php_config} {question}` failed with {}", output.status);
    String::from_utf8(output.stdout).expect("php-config prints UTF-8")
}
