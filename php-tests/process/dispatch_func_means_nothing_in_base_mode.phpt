--TEST--
dispatch_func is only effective in SWOOLE_PROCESS mode: SWOOLE_BASE says so once and does not call it
--FILE--
<?php
// Manual, setting dispatch_func: only effective in SWOOLE_PROCESS mode.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'dispatch_func' => fn () => print("called\n")]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$data\n"));
    ready($server);
    $server->start();
});
$run = $server->start();
echo ask($run->connect(), 'x'), "\n";
$run->stop();
echo $run->output(), preg_match_all('/dispatch_func.*only effective in SWOOLE_PROCESS mode/', $run->log()), "\n";
?>
--EXPECT--
x
1
