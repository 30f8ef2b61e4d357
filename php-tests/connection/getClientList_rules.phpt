--TEST--
getClientList pages through the clients in ascending order
--FILE--
<?php
// server-methods, getClientList: at most 100 a page, from small to large, the last fd starts the next page; false at
// the end.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Connect', function ($server, $fd) {
        echo "connect $fd\n";
    });
    $server->on('Receive', function ($server, $fd) {
        echo json_encode([$server->getClientList(), $server->getClientList(0, 2), $server->getClientList(2, 1), $server->connection_list(1)]), "\n";
        echo json_encode([$server->getClientList(4), $server->getClientList(-1), $server->getClientList(0, 100)]), "\n";
        var_dump($server->getClientList(0, 101));
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    for ($i = 1; $i <= 4; $i++) {
        $clients[$i] = $run->connect();
        $run->wait("connect $i\n");
    }
    ask($clients[1], 'x');
    $run->stop();
    $output[] = preg_replace('/(connect|close) .*\n/', '', $run->output());
}
echo $output[0];
var_dump($output[0] === $output[1]);
?>
--EXPECTF--
[[1,2,3,4],[1,2],[3],[2,3,4]]
[false,false,[1,2,3,4]]

Warning: Swoole\Server::getClientList(): swoole connection list max_find_count=100 in %s on line %d
bool(false)
bool(true)
