--TEST--
A Start or BeforeShutdown callback that waits for ever keeps the server neither from serving nor from ending
--FILE--
<?php
// manual, server/events: onStart and onBeforeShutdown run in a coroutine (onBeforeShutdown: "coroutine API can be used").
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers, string $event) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers, 'max_wait_time' => 1]);
    $server->on($event, function () use ($event) {
        fwrite(STDOUT, "$event begins\n");
        while (true) {
            Swoole\Coroutine::sleep(0.01);
        }
    });
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "WorkerStart\n");
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
    fwrite(STDOUT, "start() returned\n");
});

foreach (['Start', 'BeforeShutdown'] as $event) {
    foreach ([[SWOOLE_PROCESS, 2], [SWOOLE_BASE, 2], [SWOOLE_BASE, 1]] as [$mode, $workers]) {
        $run = $server->start($mode, $workers, $event);
        $client = $run->connect();
        echo ask($client, 'x'), "\n";
        if ($event === 'Start') {
            $run->wait('Start begins');
        }
        $run->wait('WorkerStart', $workers);
        $run->signal(SIGTERM);
        echo 'status ', $run->wait_end(), "\n";
        $run->assert_gone();
        echo substr_count($run->output(), "$event begins"), ' ', substr_count($run->output(), 'start() returned'), "\n";
    }
}
?>
--EXPECT--
ok
status 0
1 1
ok
status 0
1 1
ok
status 0
1 1
ok
status 0
1 1
ok
status 0
1 1
ok
status 0
1 1
