--TEST--
A live timer keeps a worker that is asked to end; WorkerExit comes until it is cleared (manual, events: onWorkerExit)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_ERROR]);
    $server->on('workerStart', function () {
        Swoole\Timer::tick(10, function () {});
        echo "WorkerStart\n";
    });
    $server->on('workerExit', function () {
        static $asked = 0;
        if (++$asked === 3) {
            echo "third WorkerExit\n";
            Swoole\Timer::clearAll();
        }
    });
    $server->on('workerStop', fn () => print("WorkerStop\n"));
    $server->on('receive', fn () => 1);
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $run->wait("WorkerStart\n");
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
WorkerStart
third WorkerExit
WorkerStop
WorkerStart
third WorkerExit
WorkerStop
