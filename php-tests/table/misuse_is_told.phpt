--TEST--
Manual, Table: columns only before create(), string columns need a size, sizes are powers of two from 64, one constructor call, rows only after create()
--FILE--
<?php
foreach ([1, 64, 65, 1000, 1024] as $size) {
    echo (new Swoole\Table($size))->getSize(), "\n";
}
$table = new Swoole\Table(64);
var_dump($table->column('s', Swoole\Table::TYPE_STRING), $table->column('i', Swoole\Table::TYPE_INT), count($table));
$table->create();
var_dump($table->column('late', Swoole\Table::TYPE_INT), swoole_last_error());
try { $table->__construct(64); } catch (Error $e) { echo $e->getMessage(), "\n"; }
try { clone $table; } catch (Error $e) { echo $e->getMessage(), "\n"; }
var_dump($table->destroy());
try { $table->get('a'); } catch (Swoole\Error $e) { echo $e->getMessage(), "\n"; }
(new Swoole\Table(64))->get('a');
?>
--EXPECTF--
64
64
128
1024
1024

Warning: Swoole\Table::column(): the length of string type values has to be more than zero in %s on line %d
bool(false)
bool(true)
int(0)

Warning: Swoole\Table::column(): unable to add column after table has been created in %s on line %d
bool(false)
int(503)
Constructor of Swoole\Table can only be called once
Trying to clone an uncloneable object of class Swoole\Table
bool(true)
must call constructor first

Fatal error: Swoole\Table::get(): table is not created or has been destroyed in %s on line %d
