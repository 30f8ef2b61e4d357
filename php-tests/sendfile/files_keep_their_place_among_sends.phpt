--TEST--
sendfile sends the whole file or a part, in order with send(), over TCP and unix stream (manual: sendfile)
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file, string $path) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->listen($path, 0, SWOOLE_SOCK_UNIX_STREAM);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) use ($file) {
        $server->send($fd, 'one ');
        $all = $server->sendfile($fd, $file);
        $server->send($fd, ' two ');
        $rest = $server->sendfile($fd, $file, 3);
        $part = $server->sendfile($fd, $file, 3, 2);
        $server->send($fd, " three\n");
        echo json_encode([$all, $rest, $part]), "\n";
        $server->close($fd);
    });
    ready($server);
    $server->start();
});
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
file_put_contents($file, '0123456789');
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $file, "$file.sock");
    foreach ([0, "unix://$file.sock"] as $to) {
        $run->port();
        $client = $run->connect($to);
        say($client, 'x');
        echo hear($client, 1000), '';
    }
    $run->stop();
    echo $run->output();
}
unlink($file);
?>
--EXPECT--
one 0123456789 two 345678934 three
one 0123456789 two 345678934 three
[true,true,true]
[true,true,true]
one 0123456789 two 345678934 three
one 0123456789 two 345678934 three
[true,true,true]
[true,true,true]
