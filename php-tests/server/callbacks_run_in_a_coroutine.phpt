--TEST--
Connect, Receive, Close and WorkerStart run in a coroutine, each in its own
--FILE--
<?php
// manual, setting enable_coroutine: "callbacks automatically create a coroutine" (default on); not in WorkerStop,
// Shutdown and the manager.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    foreach (['WorkerStart', 'Connect', 'Receive', 'Close', 'WorkerStop', 'Shutdown'] as $event) {
        $server->on($event, function ($server, $fd = 0) use ($event) {
            echo "$event ", Swoole\Coroutine::getCid(), "\n";
            if ($event === 'Receive') {
                $server->send($fd, "ok\n");
            }
        });
    }
    ready($server);
    $server->start();
});
$run = $server->start(SWOOLE_BASE);
$client = $run->connect();
ask($client, 'x');
fclose($client);
$run->wait('Close');
$run->stop();
echo $run->output();
?>
--EXPECT--
WorkerStart 1
Connect 2
Receive 3
Close 4
WorkerStop -1
Shutdown -1
