--TEST--
Process\Pool: a worker that ends by exit, an exception, a fatal error or kill -9 is replaced
--FILE--
<?php
// manual, Process\Pool, start(): "When a worker process encounters a fatal error or exits actively, the manager will recycle it"; "After a
// worker process exits, the manager will automatically relaunch and create a new worker process."
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(1);
    $lives = new Swoole\Atomic(0);
    $pool->on('WorkerStart', function ($pool) use ($lives) {
        $life = $lives->add();
        fwrite(STDOUT, "life $life\n");
        match ($life) {
            1 => exit(3),
            2 => throw new Exception('thrown'),
            3 => trigger_error('user error', E_USER_ERROR),
            4 => [ini_set('memory_limit', '8M'), str_repeat('x', 64 << 20)],
            5 => posix_kill(getmypid(), SIGKILL),
            default => sleep(60),
        };
    });
    $pool->on('WorkerStop', fn () => fwrite(STDOUT, "stopped\n"));
    ini_set('display_errors', '0');
    ini_set('log_errors', '0');
    $pool->start();
});
$run = $pool->start();
$run->wait('life 6');
$run->stop();
echo $run->output();
preg_match_all('/id=0\) abnormal exit, (.*)/', $run->log(), $ends);
echo implode("\n", $ends[1]), "\n";
?>
--EXPECT--
life 1
stopped
life 2
stopped
life 3
life 4
life 5
life 6
status=3, signal=0
status=255, signal=0
status=255, signal=0
status=255, signal=0
status=0, signal=9
