--TEST--
A task worker sends to connections, asks about them and closes them
--FILE--
<?php
// server-methods, send and close: may be called in task workers.
require __DIR__ . '/../include/harness.php';

function hear_all($client, string $question): string
{
    say($client, $question);
    return trim(hear_line($client));
}

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 2]);
    $server->on('Task', function ($server, $id, $from, $fd) {
        $known = $server->exist($fd) && $server->getClientInfo($fd)['remote_ip'] === '127.0.0.1';
        $server->send($fd, str_repeat('x', 1 << 20));
        return $server->send($fd, json_encode([$known, $server->send(999, 'x'), swoole_last_error()]) . "\n") && $server->close($fd);
    });
    $server->on('Receive', function ($server, $fd) {
        $server->task($fd, -1, fn ($server, $id, $ok) => fwrite(STDOUT, 'finished ' . json_encode($ok) . "\n"));
    });
    $server->on('Close', fn ($server, $fd, $reactor) => fwrite(STDOUT, "closed $reactor\n"));
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    say($client, 'go');
    echo strlen(hear($client, 1 << 20)), ' ', trim(hear_line($client)), ' ', json_encode(closed($client)), "\n";
    $run->wait('finished true');
    $run->wait('closed -1');
    $run->stop();
}
?>
--EXPECT--
1048576 [true,false,1005] true
1048576 [true,false,1005] true
