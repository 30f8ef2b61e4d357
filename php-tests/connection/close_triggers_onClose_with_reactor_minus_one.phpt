--TEST--
close() runs onClose with reactor -1; a client that closes gives the reactor
--FILE--
<?php
// server-methods, close: "服务器主动调用close方法,也会触发onClose事件"; the manual: a server-side close shows a negative reactor id.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'reactor_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'close') {
            var_dump($server->close($fd), $server->exist($fd));
        } else {
            $server->send($fd, "ok\n");
        }
    });
    $server->on('Close', function ($server, $fd, $reactor) {
        echo "close $fd $reactor\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'close');
    var_dump(closed($client));
    $client = $run->connect();
    ask($client, 'x');
    fclose($client);
    $run->wait('close 2');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
bool(true)
close 1 -1
bool(true)
bool(false)
close 2 0
bool(true)
close 1 -1
bool(true)
bool(false)
close 2 0
