--TEST--
Manual, Table: columns, create, set, get (a row, a field), exist, count, del; values take the column's type, strings are cut to whole words
--FILE--
<?php
$table = new Swoole\Table(1024);
var_dump($table->column('id', Swoole\Table::TYPE_INT));
$table->column('name', Swoole\Table::TYPE_STRING, 64);
$table->column('num', Swoole\Table::TYPE_FLOAT);
$table->column('str_value', Swoole\Table::TYPE_STRING, 5);
var_dump($table->create(), $table->size, $table->getSize(), $table->memorySize === $table->getMemorySize());
var_dump($table->set('1', ['id' => '1', 'name' => 'test1', 'num' => 20, 'age' => 'no such column']));
echo json_encode($table->get('1')), "\n";
var_dump($table->set('1', ['name' => 'other']), $table->get('1', 'name'), $table->get('1', 'id'), $table->get('1', 'age'));
var_dump($table->exist('1'), $table->exists('2'), $table->get('2'), $table->get('2', 'id'), count($table));
ob_start();
$table->set('hello', ['str_value' => 'world 123456789']);
ob_end_clean();
var_dump($table->get('hello', 'str_value'));
var_dump($table->del('1'), $table->del('1'), $table->delete('hello'), $table->count());
?>
--EXPECTF--
bool(true)
bool(true)
int(1024)
int(1024)
bool(true)
bool(true)
{"id":1,"name":"test1","num":20,"str_value":""}
bool(true)
string(5) "other"
int(1)
bool(false)
bool(true)
bool(false)
bool(false)
bool(false)
int(1)
%A[key=hello,field=str_value]string value is too long
string(8) "world 12"
bool(true)
bool(false)
bool(true)
int(0)
