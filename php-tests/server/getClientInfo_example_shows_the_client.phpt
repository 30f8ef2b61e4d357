--TEST--
The example of getClientInfo: the documented keys for the client of a request
--FILE--
<?php
// server-methods, getClientInfo: the documented example, unchanged.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php

$server = new Swoole\Http\Server("0.0.0.0", 9501, SWOOLE_PROCESS);

$server->on('Request', function ($request, $response) use ($server) {
    /**
     * @var $response \Swoole\Http\Response
     */
    var_dump($server->getClientInfo($response->fd));
    $response->end('http请求响应');
});

$server->start();
PHP);
$client = $run->connect('tcp://127.0.0.1:9501');
$port = explode(':', stream_socket_get_name($client, false))[1];
say($client, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
echo explode("\r\n\r\n", hear($client, 100000), 2)[1], "\n";
$run->stop();
foreach (['server_port', 'server_fd', 'socket_fd', 'socket_type', 'remote_port', 'remote_ip', 'reactor_id', 'connect_time', 'last_time', 'close_errno'] as $key) {
    preg_match('/\["' . $key . '"\]=>\s+(.*)/', $run->output(), $value) || print("$key is missing\n");
    if (in_array($key, ['server_port', 'socket_type', 'remote_ip', 'close_errno'])) {
        echo "$key $value[1]\n";
    } elseif ($key === 'remote_port') {
        var_dump($value[1] === "int($port)");
    }
}
?>
--EXPECT--
http请求响应
server_port int(9501)
socket_type int(1)
bool(true)
remote_ip string(9) "127.0.0.1"
close_errno int(0)
