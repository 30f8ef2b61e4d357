--TEST--
Every event gets the documented arguments
--FILE--
<?php
// manual, server/events: the signature of each callback.
require __DIR__ . '/../include/harness.php';

$events = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'dispatch_mode' => 2, 'reactor_num' => 1]);
    $all = ['Start', 'BeforeShutdown', 'Shutdown', 'WorkerStart', 'WorkerStop', 'ManagerStart', 'ManagerStop', 'BeforeReload', 'AfterReload', 'Connect', 'Receive', 'Close'];
    foreach ($all as $event) {
        $server->on($event, function (...$arguments) use ($event, $server) {
            $types = array_map('get_debug_type', $arguments);
            // One write, because several processes share the output.
            fwrite(STDOUT, "$event: " . implode(', ', $types) . ($arguments[0] === $server ? '' : ' (another server!)') . "\n");
            if ($event === 'Receive') {
                $server->send($arguments[1], "ok\n");
            }
        });
    }
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $events->start($mode);
    $client = $run->connect();
    ask($client, 'x');
    fclose($client);
    $run->wait('Close:');
    $run->wait('WorkerStart:', 2);
    $run->wait('ManagerStart:');
    $run->signal(SIGUSR1, $run->pid);
    $run->wait('AfterReload:');
    $run->wait('WorkerStart:', 4);
    $run->stop();
    $lines = array_unique(explode("\n", trim($run->output())));
    sort($lines);
    echo implode("\n", $lines), "\n\n";
}
?>
--EXPECT--
AfterReload: Swoole\Server
BeforeReload: Swoole\Server
BeforeShutdown: Swoole\Server
Close: Swoole\Server, int, int
Connect: Swoole\Server, int, int
ManagerStart: Swoole\Server
ManagerStop: Swoole\Server
Receive: Swoole\Server, int, int, string
Shutdown: Swoole\Server
Start: Swoole\Server
WorkerStart: Swoole\Server, int
WorkerStop: Swoole\Server, int

AfterReload: Swoole\Server
BeforeReload: Swoole\Server
BeforeShutdown: Swoole\Server
Close: Swoole\Server, int, int
Connect: Swoole\Server, int, int
ManagerStart: Swoole\Server
ManagerStop: Swoole\Server
Receive: Swoole\Server, int, int, string
Shutdown: Swoole\Server
Start: Swoole\Server
WorkerStart: Swoole\Server, int
WorkerStop: Swoole\Server, int
