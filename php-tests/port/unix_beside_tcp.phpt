--TEST--
A unix stream socket and a TCP port serve side by side
--FILE--
<?php
// manual, server/methods, __construct: several sockets of several kinds; the fds count on over all of them.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $unix = $server->addlistener($file, 0, SWOOLE_UNIX_STREAM);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$fd $data\n"));
    $unix->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "$fd $data by unix\n"));
    ready($server);
    $server->start();
});
$file = sys_get_temp_dir() . '/rswoole-test-' . getmypid() . '.sock';
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $file);
    echo ask($tcp = $run->connect(), 'x'), ', ', ask($run->connect("unix://$file"), 'y'), ', ', ask($tcp, 'z'), "\n";
    $run->stop();
}
?>
--EXPECT--
1 x, 2 y by unix, 1 z
1 x, 2 y by unix, 1 z
