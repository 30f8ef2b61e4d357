--TEST--
A file of 1 GiB arrives complete, and no process of the server grows with it
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd) use ($file) {
        $server->sendfile($fd, $file);
        $server->send($fd, 'end');
    });
    ready($server);
    $server->start();
});
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
$handle = fopen($file, 'w');
ftruncate($handle, 1 << 30);
fseek($handle, -5, SEEK_END);
fwrite($handle, 'tail.');
fclose($handle);
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $file);
    $client = $run->connect();
    say($client, 'x');
    stream_set_timeout($client, 30);
    for ($got = 0, $last = ''; $got < (1 << 30) + 3; $got += strlen($chunk)) {
        $chunk = fread($client, 1 << 20);
        if ($chunk === '' || $chunk === false) {
            break;
        }
        $last = substr($last . $chunk, -8);
    }
    $peaks = array_map(function ($pid) {
        preg_match('/VmHWM:\s+(\d+)/', (string) @file_get_contents("/proc/$pid/status"), $match);
        return (int) ($match[1] ?? 0);
    }, $run->processes());
    var_dump($got - (1 << 30), $last, max($peaks) < 128 << 10);
    $run->stop();
}
unlink($file);
?>
--EXPECT--
int(3)
string(8) "tail.end"
bool(true)
int(3)
string(8) "tail.end"
bool(true)
