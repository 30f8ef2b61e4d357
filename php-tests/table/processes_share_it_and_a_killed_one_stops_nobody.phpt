--TEST--
Manual, Table: forked processes share it, all operations are safe; one that is killed in the middle of its writes stops nobody and leaves no row half written
--SKIPIF--
<?php if (!extension_loaded('pcntl')) die('skip needs pcntl'); ?>
--FILE--
<?php
$table = new Swoole\Table(64);
$table->column('n', Swoole\Table::TYPE_INT);
$table->column('text', Swoole\Table::TYPE_STRING, 64);
$table->create();
for ($round = 0; $round < 20; $round++) {
    $children = [];
    for ($child = 0; $child < 2; $child++) {
        if (!($pid = pcntl_fork())) {
            for ($n = 0; ; $n++) {
                $table->set('shared', ['n' => $n, 'text' => str_repeat("$n ", 5)]);
                $table->incr('total', 'n');
                if ($n % 5 == 0) $table->del('shared');
            }
        }
        $children[] = $pid;
    }
    $before = $table->get('total', 'n');
    for ($deadline = microtime(true) + 10; $table->get('total', 'n') < $before + 50 && microtime(true) < $deadline; );
    foreach ($children as $pid) {
        posix_kill($pid, SIGKILL);
        pcntl_waitpid($pid, $status);
    }
    if (($row = $table->get('shared')) && $row['text'] !== str_repeat("{$row['n']} ", 5)) {
        echo "torn: ", json_encode($row), "\n";
    }
    if (!$table->set('shared', ['n' => -1, 'text' => str_repeat('-1 ', 5)])) echo "refused\n";
}
var_dump(count($table), $table->get('shared', 'n'), $table->get('total', 'n') >= 1000);
?>
--EXPECT--
int(2)
int(-1)
bool(true)
