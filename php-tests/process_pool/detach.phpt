--TEST--
Process\Pool: detach() leaves the pool: a successor comes at once, and the end of the pool does not concern the one that left
--FILE--
<?php
// manual, Process\Pool, detach(): "The underlying layer will immediately create a new process, and the old process will no longer handle data,
// leaving the lifecycle management to the application layer."
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(1);
    $lives = new Swoole\Atomic(0);
    $pool->on('WorkerStart', function ($pool) use ($lives) {
        if ($lives->add() > 1) {
            fwrite(STDOUT, "the successor\n");
            sleep(60);
        }
        var_dump($pool->detach(), $pool->detach());
        while ($lives->get() < 2) {
            usleep(1000);
        }
        $master = $pool->master_pid;
        posix_kill($master, SIGTERM);
        while (posix_getppid() === $master) {
            usleep(1000);
        }
        fwrite(STDOUT, "alive after the pool\n");
    });
    $pool->on('WorkerStop', fn () => fwrite(STDOUT, "WorkerStop\n"));
    $pool->start();
});
$run = $pool->start();
var_dump($run->wait_end());
$run->wait('WorkerStop');
$run->assert_gone();
$lines = explode("\n", trim($run->output()));
sort($lines);
echo implode("\n", $lines), "\n";
?>
--EXPECT--
int(0)
WorkerStop
alive after the pool
bool(false)
bool(true)
the successor
