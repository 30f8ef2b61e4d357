--TEST--
Manual, Table::set: false when no row is left, with a warning; deleted rows are used again
--FILE--
<?php
$table = new Swoole\Table(64);
$table->column('i', Swoole\Table::TYPE_INT);
$table->create();
for ($n = 0; $n < 1000 && @$table->set("key$n", ['i' => $n]); $n++);
var_dump($n < 200, count($table) === $n);
var_dump($table->set('one more', ['i' => 1]), swoole_last_error());
var_dump($table->incr('one more', 'i'));
var_dump($table->del('key3'), $table->set('one more', ['i' => 1]));
$stats = $table->stats();
var_dump($stats['num'] === $n, array_keys($stats));
?>
--EXPECTF--
bool(true)
bool(true)

Warning: Swoole\Table::set(): failed to set('one more'), unable to allocate memory in %s on line %d
bool(false)
int(510)

Warning: Swoole\Table::incr(): unable to allocate memory in %s on line %d
bool(false)
bool(true)
bool(true)
bool(true)
array(8) {
  [0]=>
  string(3) "num"
  [1]=>
  string(14) "conflict_count"
  [2]=>
  string(18) "conflict_max_level"
  [3]=>
  string(12) "insert_count"
  [4]=>
  string(12) "update_count"
  [5]=>
  string(12) "delete_count"
  [6]=>
  string(19) "available_slice_num"
  [7]=>
  string(15) "total_slice_num"
}
