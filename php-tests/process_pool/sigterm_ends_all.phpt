--TEST--
Process\Pool: SIGTERM to the master ends all workers; who listens to it ends in order, who does not is ended, who ignores it is killed
--FILE--
<?php
// manual, Process\Pool, start(): "When the main process receives the SIGTERM signal, it will stop forking new processes and kill all
// running worker processes."; "no signals have been set for Worker worker processes".
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(3);
    $pool->set(['max_wait_time' => 1]);
    $pool->on('WorkerStart', function ($pool, $id) {
        $running = true;
        if ($id === 0) {
            pcntl_async_signals(true);
            pcntl_signal(SIGTERM, function () use (&$running) { $running = false; });
        } elseif ($id === 1) {
            pcntl_signal(SIGTERM, SIG_IGN);
        }
        echo "worker $id\n";
        while ($running) {
            usleep(10000);
        }
        echo "worker $id leaves\n";
    });
    $pool->on('WorkerStop', fn ($pool, $id) => print("stopped $id\n"));
    $pool->start();
    echo "over\n";
});
$run = $pool->start();
$run->wait('worker', 3);
var_dump($run->stop());
echo preg_replace('/^worker \d\n/m', '', $run->output());
?>
--EXPECT--
int(0)
worker 0 leaves
stopped 0
over
