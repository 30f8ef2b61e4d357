--TEST--
A handler that a worker set with pcntl_signal runs while the worker waits
--EXTENSIONS--
pcntl
--FILE--
<?php
// design of signals: pcntl async handlers run between two events, too.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('WorkerStart', function () {
        pcntl_async_signals(true);
        pcntl_signal(SIGHUP, function () {
            echo "hup\n";
        });
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, getmypid() . "\n"));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    $pid = (int) ask($client, 'x');
    $run->signal(SIGHUP, $pid);
    until(fn () => ask($client, 'x') && str_contains($run->peek(), 'hup'), 'the handler');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
hup
hup
