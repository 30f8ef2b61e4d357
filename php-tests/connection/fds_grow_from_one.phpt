--TEST--
Every connection gets the next fd, from 1
--FILE--
<?php
// server-methods, on: fd is a number that grows; it is never used again.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "$fd\n"));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    for ($i = 0; $i < 5; $i++) {
        $client = $run->connect();
        echo ask($client, 'x'), ' ';
        fclose($client);
    }
    echo "\n";
    $run->stop();
}
?>
--EXPECT--
1 2 3 4 5 
1 2 3 4 5 
