--TEST--
send($client['address'], $data, $client['server_socket']) answers a unix datagram client (founding document: send), 64 KiB both ways
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $path) {
    $server = new Swoole\Server($path, 0, $mode, SWOOLE_SOCK_UNIX_DGRAM);
    $server->set(['worker_num' => 1]);
    $server->on("packet", function (Swoole\Server $server, $data, $address) {
        var_dump(array_keys($address), $address['server_port']);
        var_dump($server->send($address['address'], "服务器响应: " . $data, $address['server_socket']));
        var_dump($server->send($address['address'], $data));
        var_dump($server->send($address['address'] . '.nobody', 'x'), swoole_last_error() > 0);
    });
    $server->start();
});
$path = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $path);
    $client = socket_create(AF_UNIX, SOCK_DGRAM, 0);
    socket_bind($client, "$path.client");
    socket_set_option($client, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 10, 'usec' => 0]);
    $data = random_bytes(65536);
    until(fn () => @socket_sendto($client, $data, 65536, 0, $path) === 65536, 'the server');
    socket_recvfrom($client, $first, 1 << 20, 0, $from);
    socket_recvfrom($client, $second, 1 << 20, 0, $from);
    var_dump($first === "服务器响应: $data", $second === $data);
    unlink("$path.client");
    $run->wait("bool(false)\nbool");
    $run->stop();
    if ($mode == SWOOLE_BASE) echo $run->output();
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
array(4) {
  [0]=>
  string(13) "server_socket"
  [1]=>
  string(13) "dispatch_time"
  [2]=>
  string(11) "server_port"
  [3]=>
  string(7) "address"
}
int(0)
bool(true)
bool(true)
bool(false)
bool(true)
