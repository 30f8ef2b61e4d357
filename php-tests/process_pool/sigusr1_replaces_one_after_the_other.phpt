--TEST--
Process\Pool: SIGUSR1 replaces the workers one after the other
--FILE--
<?php
// manual, Process\Pool, start(): "When the main process receives the SIGUSR1 signal, it will kill running worker processes one by one and
// restart new ones."
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(3);
    $pool->on('WorkerStart', function ($pool, $id) {
        pcntl_async_signals(true);
        $running = true;
        pcntl_signal(SIGTERM, function () use (&$running) { $running = false; });
        fwrite(STDOUT, "begin $id\n");
        while ($running) {
            usleep(1000);
        }
        usleep(20000);
        fwrite(STDOUT, "end $id\n");
    });
    $pool->start();
});
$run = $pool->start();
$run->wait('begin', 3);
$run->signal(SIGUSR1);
$run->wait('begin', 6);
echo implode("\n", array_slice(explode("\n", $run->output()), 3));
$run->stop();
?>
--EXPECT--
end 0
begin 0
end 1
begin 1
end 2
begin 2
