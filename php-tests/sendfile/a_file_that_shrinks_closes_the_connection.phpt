--TEST--
A file that becomes shorter while it is sent: the connection is closed and a log line names the file; nothing comes behind the gap
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) use ($file) {
        $server->sendfile($fd, $file);
        $server->send($fd, 'end');
    });
    $server->on('Close', fn () => print("closed\n"));
    ready($server);
    $server->start();
});
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $handle = fopen($file, 'w');
    ftruncate($handle, 256 << 20);
    $run = $server->start($mode, $file);
    $client = $run->connect();
    say($client, 'x');
    $first = hear($client, 1000);
    ftruncate($handle, 1000);
    $rest = strlen(hear($client, 1 << 30));
    $run->wait('closed');
    $run->wait('became shorter');
    var_dump($rest < 255 << 20, str_contains($run->log(), $file));
    $run->stop();
    echo $run->output();
}
unlink($file);
?>
--EXPECT--
bool(true)
bool(true)
closed
bool(true)
bool(true)
closed
