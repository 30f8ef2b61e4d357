--TEST--
Timers work in master, manager and workers, in both modes; in the manager without a coroutine
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_ERROR]);
    $say = fn (string $who) => function () use ($who, $server) {
        static $seen = [];
        $seen[$who] = ($seen[$who] ?? 0) + 1;
        if ($seen[$who] === 3) {
            echo $who . (Swoole\Coroutine::getCid() > 0 ? ' coroutine' : ' plain') . "\n";
        }
    };
    if ($mode === SWOOLE_PROCESS) {
        $server->on('start', fn () => Swoole\Timer::tick(10, $say('master')));
    }
    $server->on('managerStart', fn () => Swoole\Timer::tick(10, $say('manager')));
    $server->on('workerStart', fn ($server, $id) => Swoole\Timer::tick(10, $say("worker $id")));
    $server->on('workerExit', fn () => Swoole\Timer::clearAll());
    $server->on('receive', fn () => 1);
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS => 4, SWOOLE_BASE => 3] as $mode => $count) {
    $run = $server->start($mode);
    $run->connect();
    $said = until(fn () => substr_count($run->peek(), "\n") >= $count ? $run->peek() : null, 'timers of all processes');
    $lines = explode("\n", trim($said));
    sort($lines);
    echo implode(', ', $lines), "\n";
    $run->stop();
}
?>
--EXPECT--
manager plain, master coroutine, worker 0 coroutine, worker 1 coroutine
manager plain, worker 0 coroutine, worker 1 coroutine
