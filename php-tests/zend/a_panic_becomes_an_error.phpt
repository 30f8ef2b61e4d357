--TEST--
A Rust panic is an Error exception and leaks nothing
--SKIPIF--
<?php if (!class_exists('Rswoole\SelfTest')) die('skip needs a build with --features selftest'); ?>
--ENV--
RUST_BACKTRACE=0
--CAPTURE_STDIO--
STDIN STDOUT
--FILE--
<?php
require __DIR__ . '/../include/selftest.php';
use Rswoole\SelfTest as T;
$o = new T;
try {
    $o->panic('on purpose');
} catch (Error $e) {
    echo get_class($e), ': ', $e->getMessage(), "\n";
}
echo T::living(), ' ', $o->add(2), "\n";
?>
--EXPECT--
Error: rswoole: internal error, please report it: on purpose
1 2
