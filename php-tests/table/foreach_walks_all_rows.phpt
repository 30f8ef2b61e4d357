--TEST--
Manual, Table: foreach gives key and row; deleting the row at hand skips none
--FILE--
<?php
$table = new Swoole\Table(64);
$table->column('i', Swoole\Table::TYPE_INT);
$table->create();
for ($n = 0; $n < 40; $n++) {
    $table->set("k$n", ['i' => $n]);
}
var_dump($table->valid(), $table->key(), $table->current());
$sum = 0;
foreach ($table as $key => $row) {
    if ($key !== "k{$row['i']}") echo "wrong row\n";
    $sum += $row['i'];
    $table->del($key);
}
var_dump($sum, count($table), $table->valid());
?>
--EXPECT--
bool(false)
NULL
NULL
int(780)
int(0)
bool(false)
