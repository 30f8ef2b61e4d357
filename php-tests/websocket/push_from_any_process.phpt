--TEST--
WebSocket\Server: task workers, other workers, user processes, timers and HTTP requests push to a connection; in both modes
--FILE--
<?php
// manual, websocket_server: push, onRequest ("trigger all WebSocket pushes by receiving an HTTP request"); in BASE mode other workers reach the connection, too
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = server(function (int $mode) {
    $GLOBALS['server'] = $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'task_worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $courier = new Swoole\Process(function (Swoole\Process $process) use ($server) {
        $socket = $process->exportSocket();
        while ($fd = $socket->recv()) {
            $server->push((int) $fd, 'from a user process');
        }
    }, false, SOCK_DGRAM, true);
    $server->addProcess($courier);
    $server->on('Message', function ($server, $frame) use ($courier) {
        match ($frame->data) {
            'task' => $server->task($frame->fd),
            'worker' => $server->sendMessage($frame->fd, 1 - $server->worker_id),
            'process' => $courier->exportSocket()->send((string) $frame->fd),
            'timer' => Swoole\Timer::after(1, fn () => $server->push($frame->fd, 'from a timer')),
            'coroutine' => go(function () use ($server, $frame) {
                Co::sleep(0.001);
                $server->push($frame->fd, 'from a coroutine');
            }),
        };
    });
    $server->on('Task', fn ($server, $id, $from, $fd) => $server->push($fd, 'from a task worker'));
    $server->on('PipeMessage', fn ($server, $from, $fd) => $server->push($fd, 'from the other worker'));
    $server->on('Request', function ($request, $response) {
        $server = $GLOBALS['server'];
        $count = 0;
        foreach ($server->connections as $fd) {
            if ($server->isEstablished($fd)) {
                $count += (int) $server->push($fd, $request->get['message']);
            }
        }
        $response->end("told $count");
    });
    ready($server);
    $server->start();
});
in_both_modes($server, function (Run $run) {
    $client = websocket_client($run);
    foreach (['task', 'worker', 'process', 'timer', 'coroutine'] as $who) {
        say($client, frame($who));
        echo next_frame($client), "\n";
    }
    $others = [websocket_client($run), websocket_client($run), websocket_client($run)];
    echo fetch($run, 'GET /?message=all')->body, "\n";
    foreach ([$client, ...$others] as $each) {
        echo next_frame($each), "\n";
    }
});
?>
--EXPECT--
81 from a task worker
81 from the other worker
81 from a user process
81 from a timer
81 from a coroutine
told 4
81 all
81 all
81 all
81 all
