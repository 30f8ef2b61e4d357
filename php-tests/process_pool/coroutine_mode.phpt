--TEST--
Process\Pool in coroutine mode: callbacks in coroutines, WorkerExit until the loop is empty, stop() ends the receiving
--FILE--
<?php
// manual, Process\Pool, Coroutine Support, stop(). WorkerStop and WorkerExit run outside of coroutines, as in the original.
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_UNIXSOCK, 0, true);
    $say = fn (string $text) => fwrite(STDOUT, "$text " . Swoole\Coroutine::getCid() . "\n");
    $pool->on('WorkerStart', function ($pool, $id) use ($say) {
        $say("start $id");
        if ($id === 0) {
            foreach (range(1, 300) as $number) {
                $pool->sendMessage("message", 1);
            }
            $pool->sendMessage('stop', 0);
        } else {
            Swoole\Timer::tick(1000000, fn () => 1);
        }
    });
    $pool->on('Message', function ($pool, $data) use ($say) {
        static $count = 0;
        if ($data === 'stop') {
            $pool->stop();
            Swoole\Coroutine::sleep(0.01);
            $say('stopping');
            return;
        }
        Swoole\Coroutine::sleep(0.01);
        if (++$count === 300) {
            fwrite(STDOUT, "all 300 at $pool->workerId\n");
            $pool->shutdown();
        }
    });
    $pool->on('WorkerExit', function ($pool, $id) use ($say) {
        static $count = 0;
        if ($id === 1 && ++$count === 2) {
            $say("exit $id " . var_export($pool->workerRunning, true));
            Swoole\Timer::clearAll();
        }
    });
    $pool->on('WorkerStop', fn ($pool, $id) => $say("stop $id"));
    $pool->start();
});
$run = $pool->start();
$run->wait_end();
$run->assert_gone();
preg_match_all('/^(start 0|start 1|stopping|stop 0|all 300 at 1|exit 1 false|stop 1)( -?\d+)?$/m', $run->output(), $lines);
$lines = array_unique(preg_replace('/^(stopping) \d+$/', '$1', $lines[0]));
sort($lines);
echo implode("\n", $lines), "\n";
?>
--EXPECT--
all 300 at 1
exit 1 false -1
start 0 1
start 1 1
stop 0 -1
stop 1 -1
stopping
