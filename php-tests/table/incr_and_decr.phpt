--TEST--
Manual, Table::incr/decr: the sum is returned, a missing row begins at 0, only numbers
--FILE--
<?php
$table = new Swoole\Table(64);
$table->column('i', Swoole\Table::TYPE_INT);
$table->column('f', Swoole\Table::TYPE_FLOAT);
$table->column('s', Swoole\Table::TYPE_STRING, 8);
$table->create();
var_dump($table->incr('a', 'i'), $table->incr('a', 'i', 5), $table->decr('a', 'i', 10), $table->incr('a', 'f', 0.5), $table->decr('b', 'f'));
var_dump($table->incr('a', 's'), swoole_last_error());
var_dump($table->decr('a', 'nope'));
?>
--EXPECTF--
int(1)
int(6)
int(-4)
float(0.5)
float(-1)

Warning: Swoole\Table::incr(): can't execute 'incr' on a string type column in %s on line %d
bool(false)
int(503)

Warning: Swoole\Table::decr(): column[nope] does not exist in %s on line %d
bool(false)
