--TEST--
Process\Pool: WorkerStart in every worker, WorkerStop when it is over, and a successor at once
--FILE--
<?php
// manual, Process\Pool, __construct(): "When the onWorkerStart function exits, the worker process will immediately exit, and it will be
// restarted by the Manager process afterwards."
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(2);
    $lives = new Swoole\Atomic(0);
    $pool->on('Start', fn ($pool) => print("Start, master: " . var_export($pool->master_pid === getmypid(), true) . "\n"));
    $pool->on('workerstart', function (Swoole\Process\Pool $pool, int $id) use ($lives) {
        $life = $lives->add();
        fwrite(STDOUT, "worker $id\n");
        if ($pool->workerId !== $id || $pool->workerPid !== getmypid() || $pool->master_pid !== posix_getppid()) {
            fwrite(STDOUT, "wrong ids\n");
        }
        if ($life === 8) {
            $pool->shutdown();
            sleep(10);
        }
    });
    $pool->on('WORKERSTOP', fn ($pool, $id) => fwrite(STDOUT, "stopped $id\n"));
    $pool->on('Shutdown', fn ($pool) => print("Shutdown, running: " . var_export($pool->running, true) . "\n"));
    var_dump($pool->start());
    echo "the script goes on\n";
});
$run = $pool->start();
$run->wait_end();
$run->assert_gone();
$lines = explode("\n", trim($run->output()));
echo array_shift($lines), "\n";
$counts = array_count_values($lines);
var_dump(($counts['worker 0'] ?? 0) + ($counts['worker 1'] ?? 0) >= 8, isset($counts['stopped 0']) || isset($counts['stopped 1']), isset($counts['wrong ids']));
echo implode("\n", array_slice($lines, -2)), "\n";
var_dump(isset($counts['Shutdown, running: false']));
?>
--EXPECT--
Start, master: true
bool(true)
bool(true)
bool(false)
NULL
the script goes on
bool(true)
