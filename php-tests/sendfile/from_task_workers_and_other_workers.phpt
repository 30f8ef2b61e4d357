--TEST--
sendfile and large sends work from task workers and from workers that do not have the connection
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'task_worker_num' => 1]);
    $answer = function ($server, $fd) use ($file) {
        $good = $server->send($fd, str_repeat('a', 9000)) && $server->sendfile($fd, $file) && $server->send($fd, str_repeat('b', 100000));
        $server->send($fd, ($good ? 'good ' : 'bad ') . $server->worker_id . "\n");
    };
    $server->on('Receive', function ($server, $fd, $reactor, $data) use ($answer) {
        match ($data) {
            'own' => $answer($server, $fd),
            'other' => $server->sendMessage($fd, 1 - $server->worker_id),
            'task' => $server->task($fd),
        };
    });
    $server->on('PipeMessage', fn ($server, $from, $fd) => $answer($server, $fd));
    $server->on('Task', fn ($server, $id, $from, $fd) => $answer($server, $fd));
    ready($server);
    $server->start();
});
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
file_put_contents($file, $content = random_bytes(300000));
$want = str_repeat('a', 9000) . $content . str_repeat('b', 100000);
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode, $file);
    $seen = [];
    $client = $run->connect();
    foreach (['own', 'other', 'task'] as $who) {
        say($client, $who);
        $got = hear($client, strlen($want));
        [$verdict, $worker] = explode(' ', hear_line($client));
        $seen[] = $worker;
        echo $who, ' ', $got === $want ? 'same' : 'different', ' ', $verdict, "\n";
    }
    sort($seen);
    echo implode(' ', $seen), "\n";
    $run->stop();
    echo $run->output();
}
unlink($file);
?>
--EXPECT--
own same good
other same good
task same good
0 1 2
own same good
other same good
task same good
0 1 2
