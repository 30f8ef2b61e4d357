--TEST--
sendMessage() reaches workers and task workers, with any value and any size, in order
--FILE--
<?php
// server-methods, sendMessage; manual: "no length limit".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'task_worker_num' => 1, 'dispatch_mode' => 1]);
    $server->on('Task', fn () => null);
    $server->on('PipeMessage', function ($server, $from, $data) {
        if ($server->worker_id === 2) {
            $GLOBALS['answer'] ??= '';
            if ($data !== 'end') {
                $GLOBALS['answer'] .= is_string($data) ? strlen($data) . ' ' : json_encode($data) . ' ';
                return;
            }
            $server->sendMessage($GLOBALS['answer'], $from);
            return;
        }
        fwrite(STDOUT, "got: $data\n");
    });
    $server->on('Receive', function ($server, $fd) {
        for ($i = 0; $i < 5; $i++) {
            $server->sendMessage([$i], 2);
            $server->sendMessage(str_repeat('x', 300000 * $i), 2);
        }
        $server->sendMessage('end', 2);
        $server->sendMessage('to the other', 1 - $server->worker_id);
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'go');
    $run->wait('got: to the other');
    $run->wait('got: [0] 0 [1] 300000 [2] 600000 [3] 900000 [4] 1200000');
    $run->stop();
    echo "ok\n";
}
?>
--EXPECT--
ok
ok
