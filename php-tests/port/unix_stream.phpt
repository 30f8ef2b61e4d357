--TEST--
A server listens on a unix stream socket and removes its file at the end
--FILE--
<?php
// server-methods, __construct: SWOOLE_UNIX_STREAM; the port is ignored. getClientInfo has no address to show.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server($file, 0, $mode, SWOOLE_UNIX_STREAM);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $info = $server->getClientInfo($fd);
        $server->send($fd, "$fd $data '$info[remote_ip]' $info[remote_port] $info[server_port] $info[socket_type]\n");
    });
    ready($server);
    $server->start();
});
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    @unlink($file);
    $run = $server->start($mode, $file);
    echo ask($run->connect("unix://$file"), 'x'), "\n";
    $run->stop();
    clearstatcache();
    var_dump(file_exists($file));
}
@unlink($file);
?>
--EXPECT--
1 x '' 0 0 5
bool(false)
1 x '' 0 0 5
bool(false)
