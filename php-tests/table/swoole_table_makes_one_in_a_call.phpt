--TEST--
Manual, swoole_table: name:type[:size], types by short or long names
--FILE--
<?php
$table = swoole_table(1024, 'fd:int, reactor_id:i, data:s:64, ratio:float');
$table->set('k', ['fd' => 1, 'reactor_id' => 2, 'data' => 'x', 'ratio' => 0.5]);
echo $table->size, json_encode($table->get('k')), "\n";
try { swoole_table(64, 'x:z'); } catch (RuntimeException $e) { echo $e->getMessage(), "\n"; }
?>
--EXPECT--
1024{"fd":1,"reactor_id":2,"data":"x","ratio":0.5}
unknown field type[z]
