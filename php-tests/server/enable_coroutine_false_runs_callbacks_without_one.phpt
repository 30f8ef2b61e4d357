--TEST--
With enable_coroutine off no callback runs in a coroutine
--FILE--
<?php
// manual, setting enable_coroutine: "false" disables coroutines in all callbacks.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'enable_coroutine' => false]);
    foreach (['WorkerStart', 'Connect', 'Receive', 'Close', 'WorkerStop', 'Shutdown'] as $event) {
        $server->on($event, function ($server, $fd = 0) use ($event) {
            echo "$event ", Swoole\Coroutine::getCid(), "\n";
            if ($event === 'Receive') {
                usleep(1000); // blocks, as it says
                $server->send($fd, "ok\n");
            }
        });
    }
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    echo ask($client, 'x'), "\n";
    fclose($client);
    $run->wait('Close');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
ok
WorkerStart -1
Connect -1
Receive -1
Close -1
WorkerStop -1
Shutdown -1
ok
WorkerStart -1
Connect -1
Receive -1
Close -1
WorkerStop -1
Shutdown -1
