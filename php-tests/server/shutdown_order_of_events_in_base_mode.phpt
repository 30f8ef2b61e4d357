--TEST--
BASE mode at its end: BeforeShutdown once, running requests finish, each connection is closed with reactor -1, WorkerStop, Shutdown
--FILE--
<?php
// manual, server/events; the order is that of the original. On a reload there is no BeforeShutdown.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $workers) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => $workers]);
    foreach (['WorkerStart', 'BeforeShutdown', 'WorkerStop', 'ManagerStop', 'Shutdown', 'AfterReload'] as $event) {
        $server->on($event, fn () => fwrite(STDOUT, "$event\n"));
    }
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, "begun\n");
        if ($data === 'long') {
            Swoole\Coroutine::sleep(0.3);
            fwrite(STDOUT, "answered\n");
            $server->send($fd, "done\n");
        }
    });
    $server->on('Close', fn ($server, $fd, $reactor) => fwrite(STDOUT, "Close $reactor\n"));
    ready($server);
    $server->start();
});
foreach ([1, 2] as $workers) {
    $run = $server->start($workers);
    $run->wait('WorkerStart', $workers);
    if ($workers > 1) {
        $client = $run->connect();
        ask($client, 'x');
        $run->signal(SIGUSR1);
        $run->wait('AfterReload');
        $run->wait('WorkerStart', 4);
        var_dump(closed($client), substr_count($run->output(), 'BeforeShutdown'), substr_count($run->output(), 'Close -1'));
    }
    $client = $run->connect();
    ask($client, 'long');
    $run->signal(SIGTERM);
    echo hear_line($client), ' ', closed($client) ? 'closed' : 'open', "\n";
    $run->stop();
    if ($workers === 1) {
        echo $run->output();
    }
    if ($workers > 1) {
        // The two workers do not wait for each other.
        $line = fn ($text) => strrpos("\n" . $run->output(), "\n$text\n");
        var_dump($line('BeforeShutdown') < $line('answered'), $line('answered') < $line('Close -1'), $line('Close -1') < $line('WorkerStop'));
        var_dump($line('WorkerStop') < $line('ManagerStop'), $line('ManagerStop') < $line('Shutdown'), substr_count($run->output(), 'BeforeShutdown'));
    }
}
?>
--EXPECT--
done closed
WorkerStart
BeforeShutdown
answered
Close -1
WorkerStop
Shutdown
bool(true)
int(0)
int(1)
done closed
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
int(1)
