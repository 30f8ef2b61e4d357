--TEST--
send, close, pause, resume and confirm on an unknown fd fail with error 1005
--FILE--
<?php
// manual, getLastError: 1005, the connection does not exist.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) {
        foreach (['send' => [999, 'x'], 'close' => [999], 'pause' => [999], 'resume' => [999], 'confirm' => [999]] as $method => $arguments) {
            echo $method, ' ', var_export($server->$method(...$arguments), true), ' ', $server->getLastError(), "\n";
        }
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    ask($run->connect(), 'x');
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
send false 1005
close false 1005
pause false 1005
resume false 1005
confirm false 1005
send false 1005
close false 1005
pause false 1005
resume false 1005
confirm false 1005
