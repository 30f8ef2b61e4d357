--TEST--
kill -9 of the manager while a retired worker still has coroutines: nobody stays, everybody is served
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'max_wait_time' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('ManagerStart', fn () => fwrite(STDOUT, 'manager ' . getmypid() . "\n"));
    $server->on('WorkerStart', fn () => fwrite(STDOUT, "worker\n"));
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, "$data\n");
        while ($data === 'wait') {
            Swoole\Coroutine::sleep(0.01);
        }
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait('worker', 2);
$run->wait('manager');
$waiting = [$run->connect(), $run->connect(), $run->connect(), $run->connect()];
$client = $run->connect();
for ($round = 1; $round <= 3; $round++) {
    array_map(fn ($client) => ask($client, 'wait'), $waiting);
    $run->signal(SIGUSR1);
    $run->wait('worker', 4 * $round);
    echo ask($client, 'reloaded'), "\n";
    preg_match_all('/manager (\d+)/', $run->output(), $pids);
    $run->signal(SIGKILL, (int) end($pids[1]));
    $run->wait('manager', 1 + $round);
    $run->wait('worker', 2 + 4 * $round);
    echo ask($client, 'again'), "\n";
    until(fn () => count($run->processes()) === 4, 'the old ones to end');
}
echo 'status ', $run->stop(), "\n";
?>
--EXPECT--
reloaded
again
reloaded
again
reloaded
again
status 0
