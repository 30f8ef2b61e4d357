--TEST--
A task of 64 MiB and a result of the same size arrive, by files that are gone afterwards
--FILE--
<?php
// manual, task_tmpdir: large data is stored in temporary files; the directory is made if it does not exist.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'task_tmpdir' => sys_get_temp_dir() . '/rswoole-large-' . getmypid()]);
    $server->on('Task', fn ($server, $id, $from, $data) => strrev($data));
    $server->on('Receive', function ($server, $fd) {
        ini_set('memory_limit', '1G');
        $data = str_repeat('0123456789abcdef', 4 << 20);
        $same = $server->taskwait($data, 30) === strrev($data);
        $directory = $server->setting['task_tmpdir'];
        $server->send($fd, json_encode([$same, count(glob("$directory/*"))]) . "\n");
        rmdir($directory);
    });
    $server->on('WorkerStart', fn () => ini_set('memory_limit', '1G'));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    echo hear_all($client, 'go'), "\n";
    $run->stop();
    $run->assert_gone();
}
?>
--EXPECT--
[true,0]
[true,0]
