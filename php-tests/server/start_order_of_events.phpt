--TEST--
Start, ManagerStart and WorkerStart run once in their own processes
--FILE--
<?php
// manual, server/events, "Event Execution Order": they run in different processes, with no order among them; the pids
// agree.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    foreach (['Start', 'ManagerStart', 'WorkerStart'] as $event) {
        $server->on($event, function ($server) use ($event) {
            fwrite(STDOUT, "$event " . getmypid() . " $server->manager_pid $server->worker_id $server->worker_pid " . ($event === 'Start' ? $server->master_pid : 0) . "\n");
        });
    }
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});
$run = $server->start();
$run->wait("\n", 4);
preg_match_all('/(\w+) (\d+) (\d+) (-?\d+) (\d+) (\d+)/', $run->output(), $rows, PREG_SET_ORDER);
$pids = array_column($rows, 2, 1);
foreach ($rows as [, $event, $pid, $manager, $id, $worker, $master]) {
    $lines[] = "$event: manager " . var_export($manager === $pids['ManagerStart'], true)
        . ", id $id, worker_pid " . ($worker === $pid ? 'own' : $worker)
        . ($event !== 'Start' ? '' : ', master ' . var_export((int) $master === $run->pid, true));
}
sort($lines);
echo implode("\n", $lines), "\n";
echo count(array_unique(array_column($rows, 2))), " processes\n";
$run->stop();
?>
--EXPECT--
ManagerStart: manager true, id -1, worker_pid 0
Start: manager true, id -1, worker_pid 0, master true
WorkerStart: manager true, id 0, worker_pid own
WorkerStart: manager true, id 1, worker_pid own
4 processes
