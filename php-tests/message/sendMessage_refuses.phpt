--TEST--
sendMessage() to itself, to nobody, or without onPipeMessage: the documented warning and false
--FILE--
<?php
// manual, sendMessage: "registering an onPipeMessage event callback function is mandatory".
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode, bool $registered) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2]);
    if ($registered) {
        $server->on('PipeMessage', fn () => null);
    }
    $server->on('Receive', function ($server, $fd) {
        set_error_handler(function ($level, $message) use (&$said) {
            $said[] = substr($message, strlen('Swoole\Server::sendMessage(): '));
            return true;
        });
        $results = [$server->sendMessage('x', $server->worker_id), $server->sendMessage('x', 2), $server->sendMessage('x', -1), swoole_last_error()];
        $server->send($fd, json_encode([$results, $said]) . "\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    foreach ([true, false] as $registered) {
        $run = $server->start($mode, $registered);
        echo hear_all($run->connect(), 'go'), "\n";
        $run->stop();
    }
}
?>
--EXPECT--
[[false,false,false,503],["can't send messages to self","worker_id[2] is invalid","worker_id[-1] is invalid"]]
[[false,false,false,503],["onPipeMessage is null, can't use sendMessage","onPipeMessage is null, can't use sendMessage","onPipeMessage is null, can't use sendMessage"]]
[[false,false,false,503],["can't send messages to self","worker_id[2] is invalid","worker_id[-1] is invalid"]]
[[false,false,false,503],["onPipeMessage is null, can't use sendMessage","onPipeMessage is null, can't use sendMessage","onPipeMessage is null, can't use sendMessage"]]
