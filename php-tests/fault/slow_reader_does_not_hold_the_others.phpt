--TEST--
A client that does not read holds nobody else up
--INI--
memory_limit=512M
--FILE--
<?php
// Back-pressure is of one connection.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'reactor_num' => 1, 'socket_buffer_size' => 8 << 20]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'much') {
            for ($i = 0; $i < 64; $i++) {
                $server->send($fd, str_repeat('x', 1 << 20));
            }
        }
        $server->send($fd, "ok\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    [$slow, $other] = [$run->connect(), $run->connect()];
    ask($other, 'x');
    say($slow, 'much');
    for ($i = $answers = 0; $i < 20; $i++) {
        $answers += ask($other, 'x') === 'ok';
    }
    echo $answers, ' ', strlen(hear($slow, 64 << 20)) >> 20, ' ', hear_line($slow), "\n";
    $run->stop();
}
?>
--EXPECT--
20 64 ok
20 64 ok
