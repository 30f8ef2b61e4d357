--TEST--
Asking about an fd that does not exist gives false without a warning
--FILE--
<?php
// manual: exist, getClientInfo, protect and bind return false; isset on connections too.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        foreach ([999, 0, -1] as $other) {
            var_dump($server->exist($other), $server->exists($other), $server->getClientInfo($other), $server->getClientInfo($other, -1, true), isset($server->connections[$other]));
        }
        var_dump($server->protect(999), $server->bind(999, 1));
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    ask($run->connect(), 'x');
    $run->stop();
    echo substr_count($run->output(), "bool(false)\n"), ' of ', substr_count($run->output(), "\n"), "\n";
}
?>
--EXPECT--
17 of 17
17 of 17
