--TEST--
dispatch_mode 8 (SWOOLE_DISPATCH_CO_CONN_LB): a connection goes to the worker with the fewest coroutines when it comes, and stays
--FILE--
<?php
// Changelog of 4.8 (`SWOOLE_DISPATCH_CO_CONN_LB`). Measured on Swoole 6.2.2: chosen when the connection comes; Connect, Receive and Close
// all go to that worker.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'dispatch_mode' => SWOOLE_DISPATCH_CO_CONN_LB]);
    $channel = null;
    foreach (['Connect', 'Close'] as $event) {
        $server->on($event, fn ($server, $fd) => print("$event $fd $server->worker_id\n"));
    }
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        for ($i = 0; $data === 'busy' && $i < 20; $i++) {
            go(fn () => Swoole\Coroutine::sleep(30));
        }
        $server->send($fd, $server->worker_id . "\n");
    });
    $server->on('WorkerExit', fn () => array_map(Swoole\Coroutine::cancel(...), iterator_to_array(Swoole\Coroutine::list())));
    ready($server);
    $server->start();
});
$run = $server->start();
$first = $run->connect();
$busy = ask($first, 'busy');
$clients = [];
for ($i = 0; $i < 6; $i++) {
    $clients[] = $run->connect();
}
foreach ($clients as $client) {
    $workers[] = ask($client, 'x') . ask($client, 'x') . ask($client, 'x');
}
var_dump(array_unique($workers) === [str_repeat(1 - (int) $busy, 3)], ask($first, 'x') === $busy);
foreach ([$first, ...$clients] as $client) {
    fclose($client);
}
$run->wait('Close', 7);
preg_match_all('/^(Connect|Close) (\d+) (\d)$/m', $run->output(), $events, PREG_SET_ORDER);
foreach ($events as [, , $fd, $worker]) {
    $seen[$fd][] = $worker;
}
var_dump(count($seen), array_filter($seen, fn ($workers) => $workers[0] !== $workers[1]));
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
int(7)
array(0) {
}
