--TEST--
stats_file holds the lines of stats() of worker 0, written each stats_timer_interval
--FILE--
<?php
// settings, stats_file: "the file path where the content of stats() will be written".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'task_worker_num' => 1, 'stats_file' => $file, 'stats_timer_interval' => 20]);
    $server->on('Task', fn () => null);
    $server->on('WorkerStart', function ($server, $id) {
        if ($id === 0) {
            $server->timer = is_int($server->stats_timer) && Swoole\Timer::exists($server->stats_timer);
        }
    });
    $server->on('Receive', function ($server, $fd) use ($file) {
        for ($i = 0; $i < 500 && !is_file($file); $i++) {
            Co::sleep(0.01); // not usleep(): the worker that writes the file may be this one
            clearstatcache();
        }
        preg_match_all('/^(\w+): (\d+)$/m', file_get_contents($file), $found);
        $server->send($fd, json_encode([$found[1] === array_keys($server->stats()), $server->timer ?? 'other worker']) . "\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $file = tempnam(sys_get_temp_dir(), 'stats');
    unlink($file);
    $run = $server->start($mode, $file);
    $client = $run->connect();
    say($client, 'go');
    echo strtr(trim(hear_line($client)), ['"other worker"' => 'true']), "\n";
    $run->stop();
    $run->assert_gone();
    unlink($file);
}
?>
--EXPECT--
[true,true]
[true,true]
