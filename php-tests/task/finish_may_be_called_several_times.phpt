--TEST--
finish() may be called several times, and what is returned is a further result
--FILE--
<?php
// manual, finish: "can be called multiple times"; "the return data will still trigger onFinish".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2]);
    $server->on('Task', function ($server, $id, $from, $data) {
        var_dump($server->finish([$data, 'one']), $server->finish([$data, 'two']));
        return [$data, 'three'];
    });
    $server->on('Receive', fn ($server, $fd) => $server->task($fd));
    $server->on('Finish', fn ($server, $id, $data) => $server->send($data[0], $data[1] . ($data[1] === 'three' ? "\n" : ' ')));
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
one two three
one two three
