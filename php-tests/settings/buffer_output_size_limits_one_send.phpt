--TEST--
send() of more than buffer_output_size fails with error 1203 in PROCESS mode
--FILE--
<?php
// server-methods, send: "可通过修改`buffer_output_size`配置项进行修改"; manual: only effective in PROCESS mode. The connection
// stays.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'buffer_output_size' => 65536]);
    $server->on('Receive', function ($server, $fd) {
        var_dump($server->send($fd, str_repeat('x', 65537)), $server->getLastError(), $server->send($fd, str_repeat('y', 65536)));
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
say($client, 'x');
var_dump(hear($client, 65536) === str_repeat('y', 65536), silent($client));
$run->stop();
echo $run->output();
?>
--EXPECT--
bool(true)
bool(true)
bool(false)
int(1203)
bool(true)
