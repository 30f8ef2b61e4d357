--TEST--
One server with TCP, UDP, UDP6 and unix datagram ports: TCP data goes to Receive, datagrams to Packet (manual: onPacket; founding document: listen)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $path) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $udp = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_UDP);
    $six = $server->addlistener('::1', 0, SWOOLE_SOCK_UDP6);
    $unix = $server->listen($path, 0, SWOOLE_SOCK_UNIX_DGRAM);
    echo "$udp->type $six->type $unix->type $unix->port $unix->host\n";
    $server->set(['worker_num' => 2]);
    $server->on('Connect', fn () => print("connect\n"));
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "receive $data"));
    $server->on('Packet', function ($server, $data, $client) {
        $server->sendto($client['address'], $client['port'] ?? 0, "packet $data", $client['server_socket']);
    });
    // A port of its own has its own callback.
    $six->on('Packet', function ($server, $data, $client) {
        $server->sendto($client['address'], $client['port'], "six $data");
    });
    ready($server);
    $server->start();
});
$path = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $path);
    $tcp = $run->connect();
    say($tcp, 'one');
    echo hear($tcp, 11), "\n";
    $udp = $run->connect('udp://127.0.0.1:' . $run->port(1));
    fwrite($udp, 'two');
    echo datagram($udp), "\n";
    $six = $run->connect('udp://[::1]:' . $run->port(2));
    fwrite($six, 'three');
    echo datagram($six), "\n";
    $unix = socket_create(AF_UNIX, SOCK_DGRAM, 0);
    socket_bind($unix, "$path.client");
    socket_set_option($unix, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 10, 'usec' => 0]);
    socket_sendto($unix, 'four', 4, 0, $path);
    socket_recvfrom($unix, $answer, 65536, 0, $from);
    echo $answer, ' ', $from === $path ? 'from the server' : $from, "\n";
    unlink("$path.client");
    $run->stop();
    echo str_replace($path, 'PATH', $run->output());
    var_dump(file_exists($path));
}
?>
--EXPECT--
receive one
packet two
six three
packet four from the server
2 4 6 0 PATH
connect
bool(false)
receive one
packet two
six three
packet four from the server
2 4 6 0 PATH
connect
bool(false)
