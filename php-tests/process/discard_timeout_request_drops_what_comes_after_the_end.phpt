--TEST--
discard_timeout_request: data of a connection whose end was told already is dropped; with false it is handed over
--FILE--
<?php
// Manual, setting discard_timeout_request: in modes that keep no order data may come to a worker after the connection is closed.
require __DIR__ . '/../include/harness.php';

$server = server(function (bool $discard) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'dispatch_mode' => 1, 'enable_unsafe_event' => true, 'enable_coroutine' => false,
        'reactor_num' => 1, 'discard_timeout_request' => $discard]);
    $server->on('Close', fn ($server, $fd) => print("close $fd\n"));
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        echo "got $data\n";
        if ($data === 'busy') {
            usleep(400000);
        }
        $server->send($fd, "$server->worker_id\n");
    });
    ready($server);
    $server->start();
});
foreach ([true, false] as $discard) {
    $run = $server->start($discard);
    say($first = $run->connect(), 'busy');
    $run->wait('got busy');
    ask($second = $run->connect(), 'other');
    // In turn: this goes to the worker that is busy, the end of the connection to the other one.
    say($gone = $run->connect(), 'late');
    until(fn () => silent($gone, 0.05), 'the packet to be dispatched');
    fclose($gone);
    $run->wait('close');
    hear_line($first);
    ask($first, 'x');
    ask($second, 'y');
    $run->stop();
    echo json_encode($discard), ': ', str_contains($run->output(), 'got late') ? 'handed over' : 'dropped', "\n";
}
?>
--EXPECT--
true: dropped
false: handed over
