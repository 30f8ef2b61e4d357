--TEST--
getClientInfo gives the documented keys in their order
--FILE--
<?php
// server-methods and manual, getClientInfo.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'reactor_num' => 1]);
    $server->on('Connect', fn ($server, $fd) => $server->send($fd, 'hello'));
    $server->on('Receive', function ($server, $fd, $reactor) {
        $info = $server->getClientInfo($fd);
        echo implode(' ', array_keys($info)), "\n", implode(' ', array_map('get_debug_type', $info)), "\n";
        var_dump($info['server_port'] === $server->port, $info['server_fd'] > 0, $info['socket_fd'] > 0);
        var_dump($info['socket_type'] === SWOOLE_SOCK_TCP, $info['remote_ip'], $info['reactor_id'] === $reactor, $info['close_errno']);
        foreach (['connect_time', 'last_time', 'last_recv_time', 'last_send_time', 'last_dispatch_time'] as $time) {
            echo $time, ' ', abs($info[$time] - microtime(true)) < 30 ? 'now' : $info[$time], "\n";
        }
        echo $info['recv_queued_bytes'], ' ', $info['send_queued_bytes'], "\n";
        var_dump(array_keys($info) === array_keys($server->connection_info($fd)));
        echo "port {$info['remote_port']}\n";
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    hear($client, 5); // last_send_time is when the reactor wrote it
    say($client, 'x');
    $run->wait("port ");
    $run->wait("\n", 13);
    $run->stop();
    [$text, $port] = explode('port ', str_replace('server_port ', 'server_port#', str_replace('remote_port ', 'remote_port#', $run->output())));
    $output[] = $text;
    var_dump((int) $port === (int) substr(strrchr(stream_socket_get_name($client, false), ':'), 1));
}
echo $output[0];
var_dump($output[0] === $output[1]);
?>
--EXPECT--
bool(true)
bool(true)
server_port#server_fd socket_fd socket_type remote_port#remote_ip reactor_id connect_time last_time last_recv_time last_send_time last_dispatch_time close_errno recv_queued_bytes send_queued_bytes
int int int int int string int int int float float float int int int
bool(true)
bool(true)
bool(true)
bool(true)
string(9) "127.0.0.1"
bool(true)
int(0)
connect_time now
last_time now
last_recv_time now
last_send_time now
last_dispatch_time now
0 0
bool(true)
bool(true)
