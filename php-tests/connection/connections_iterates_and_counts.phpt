--TEST--
connections can be iterated, counted and indexed, on the server and on each port
--FILE--
<?php
// manual, server/properties, $connections, and Port::$connections: the connections of this port only. The keys count
// from 1.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $server->on('Connect', function ($server, $fd) {
        echo "connect $fd\n";
    });
    $server->on('Receive', function ($server, $fd) use ($port) {
        foreach ([$server->connections, $server->ports[0]->connections, $port->connections] as $connections) {
            $pairs = [];
            foreach ($connections as $key => $value) {
                $pairs[] = "$key=>$value";
            }
            echo implode(' ', $pairs), ' count ', count($connections), "\n";
        }
        var_dump(isset($server->connections[1]), isset($server->connections[9]), $server->connections[1]['remote_ip'], $server->connections[9]);
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    foreach ([0, 1, 0] as $i => $port) {
        $clients[$i] = $run->connect($port);
        $run->wait('connect ' . $i + 1 . "\n");
    }
    ask($clients[0], 'x');
    $run->stop();
    $output[] = preg_replace('/(connect|close) .*\n/', '', $run->output());
}
echo $output[0];
var_dump($output[0] === $output[1]);
?>
--EXPECT--
1=>1 2=>2 3=>3 count 3
1=>1 2=>3 count 2
1=>2 count 1
bool(true)
bool(false)
string(9) "127.0.0.1"
bool(false)
bool(true)
