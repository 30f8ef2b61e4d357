--TEST--
The example of sendto: a datagram to an IPv4 client and to an IPv6 client
--SKIPIF--
<?php if (!@stream_socket_server('udp://[::1]:0', flags: STREAM_SERVER_BIND)) die('skip IPv6 is needed');
--FILE--
<?php
// server-methods, sendto: the documented calls but for the addresses, which are those of clients here.
require __DIR__ . '/../include/harness.php';
$server = server(function (int $four, int $six) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS, SWOOLE_SOCK_UDP);
    $server->listen('::1', 0, SWOOLE_SOCK_UDP6);
    $server->on('Packet', function ($server) use ($four, $six) {
        var_dump($server->sendto('127.0.0.1', $four, "easyswoole牛逼"));
        var_dump($server->sendto('::1', $six, "easyswoole牛逼"));
    });
    ready($server);
    $server->start();
});
$clients = array_map(fn ($address) => stream_socket_server("udp://$address", flags: STREAM_SERVER_BIND), ['127.0.0.1:0', '[::1]:0']);
$ports = array_map(fn ($client) => (int) substr(strrchr(stream_socket_get_name($client, false), ':'), 1), $clients);
$run = $server->start(...$ports);
stream_socket_sendto($clients[0], 'x', 0, '127.0.0.1:' . $run->port());
foreach ($clients as $client) {
    echo datagram($client), "\n";
}
$run->stop();
echo $run->output();
?>
--EXPECT--
easyswoole牛逼
easyswoole牛逼
bool(true)
bool(true)
