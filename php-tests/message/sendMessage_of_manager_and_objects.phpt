--TEST--
The manager may send messages; event_object gives a PipeMessage
--FILE--
<?php
// manual, sendMessage: "can be called in management processes"; Swoole\Server\PipeMessage.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'event_object' => true]);
    $server->on('Task', fn () => null);
    $server->on('PipeMessage', function ($server, Swoole\Server\PipeMessage $message) {
        fwrite(STDOUT, json_encode([$message->data, is_float($message->dispatch_time)]) . "\n");
    });
    $server->on('ManagerStart', fn ($server) => $server->sendMessage(['from' => 'manager'], 0));
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $run->wait('[{"from":"manager"},true]');
    $run->stop();
    echo "ok\n";
}
?>
--EXPECT--
ok
ok
