--TEST--
Manual, Atomic: 32 bits unsigned, add, sub, get, set, cmpset; Atomic\Long: 64 bits signed
--FILE--
<?php
$atomic = new Swoole\Atomic(5);
var_dump($atomic->add(), $atomic->add(10), $atomic->sub(), $atomic->sub(100), $atomic->get());
var_dump($atomic->set(7), $atomic->cmpset(7, 9), $atomic->cmpset(7, 8), $atomic->get(), (new Swoole\Atomic(-1))->get());
$long = new Swoole\Atomic\Long(-1);
var_dump($long->add(), $long->add(1 << 40), $long->sub(1 << 41), $long->cmpset(5, 6), $long->set(PHP_INT_MAX), $long->add());
?>
--EXPECT--
int(6)
int(16)
int(15)
int(4294967211)
int(4294967211)
NULL
bool(true)
bool(false)
int(9)
int(4294967295)
int(0)
int(1099511627776)
int(-1099511627776)
bool(false)
NULL
int(-9223372036854775808)
