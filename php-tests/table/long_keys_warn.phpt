--TEST--
Manual, Table::set: keys have at most 63 bytes; a longer one warns, and is found again
--FILE--
<?php
$table = new Swoole\Table(64);
$table->column('i', Swoole\Table::TYPE_INT);
$table->create();
var_dump($table->set(str_repeat('x', 63), ['i' => 1]));
var_dump(@$table->set(str_repeat('x', 64), ['i' => 2]), swoole_last_error());
var_dump($table->get(str_repeat('x', 63), 'i'), $table->get(str_repeat('x', 64), 'i'), count($table));
foreach ($table as $key => $row) echo strlen($key), "\n";
$table->set(str_repeat('y', 70), []);
?>
--EXPECTF--
bool(true)
bool(true)
int(503)
int(1)
int(2)
int(2)
63
63

Warning: Swoole\Table::set(): key[%sy] is too long in %s on line %d
