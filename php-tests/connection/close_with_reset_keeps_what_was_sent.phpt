--TEST--
close($fd, true): what was sent before arrives, and then the end, where nothing waits to be sent
--FILE--
<?php
// manual, close: "force close the connection and discard data in the send queue"; what the system has taken is in no queue.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, 'good');
        $server->send($fd, 'bye');
        var_dump($server->close($fd, true));
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = stream_socket_client("tcp://127.0.0.1:{$run->port()}");
    fwrite($client, 'x');
    $run->wait('bool');
    stream_set_timeout($client, 10);
    var_dump(stream_get_contents($client), stream_get_meta_data($client)['timed_out']);
    $run->stop();
}
?>
--EXPECT--
string(7) "goodbye"
bool(false)
string(7) "goodbye"
bool(false)
