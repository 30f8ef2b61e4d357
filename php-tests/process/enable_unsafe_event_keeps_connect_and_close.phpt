--TEST--
enable_unsafe_event keeps Connect and Close in dispatch_mode 1
--FILE--
<?php
// manual, setting enable_unsafe_event.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'dispatch_mode' => 1, 'enable_unsafe_event' => true]);
    $server->on('Connect', function () {
        echo "Connect\n";
    });
    $server->on('Close', function () {
        echo "Close\n";
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
ask($client, 'x');
fclose($client);
$run->wait('Close');
$run->stop();
echo $run->output();
?>
--EXPECT--
Connect
Close
