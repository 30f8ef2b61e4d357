--TEST--
With open_tcp_keepalive the kernel keeps a keepalive timer for the connection
--FILE--
<?php
// manual, setting open_tcp_keepalive with tcp_keepidle.
require __DIR__ . '/../include/harness.php';

$server = server(function (array $setting) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1] + $setting);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

foreach ([['open_tcp_keepalive' => true, 'tcp_keepidle' => 100], ['backlog' => 100]] as $setting) {
    $run = $server->start($setting);
    $client = $run->connect();
    ask($client, 'x');
    $peer = sprintf(':%04X', substr(strrchr(stream_socket_get_name($client, false), ':'), 1));
    // /proc/net/tcp: local address, remote address, state, queues, timer (02 is keepalive):when
    $timer = until(function () use ($peer, $run) {
        foreach (file('/proc/net/tcp') as $line) {
            $row = preg_split('/\s+/', trim($line));
            if (str_ends_with($row[2], $peer) && str_ends_with($row[1], sprintf(':%04X', $run->port())) && !str_starts_with($row[5], '01')) {
                return $row[5];
            }
        }
    }, 'the connection without data in flight');
    var_dump(str_starts_with($timer, '02:'));
    $run->stop();
}
?>
--EXPECT--
bool(true)
bool(false)
