--TEST--
stats_file with the extension .openmetrics or .prom holds metrics of the server and of each worker
--FILE--
<?php
// docs/settings.md, stats_file: an addition to what the original writes.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'stats_file' => $file, 'stats_timer_interval' => 20]);
    $server->on('Task', fn () => null);
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

foreach (['.openmetrics', '.prom'] as $extension) {
    $file = sys_get_temp_dir() . '/rswoole-stats-' . getmypid() . $extension;
    $run = $server->start($file);
    $text = until(fn () => is_file($file) ? file_get_contents($file) : null, 'the file');
    foreach (explode("\n", $text) as $line) {
        if (preg_match('/^# TYPE swoole_(workers|requests\w*|worker_requests\w*) |^swoole_workers |^swoole_worker_requests|^# EOF/', $line)) {
            echo $line, "\n";
        }
    }
    $run->stop();
    $run->assert_gone();
    unlink($file);
}
?>
--EXPECT--
# TYPE swoole_workers gauge
swoole_workers 1
# TYPE swoole_requests counter
# TYPE swoole_worker_requests counter
swoole_worker_requests_total{worker="0",kind="event"} 0
swoole_worker_requests_total{worker="1",kind="task"} 0
# EOF
# TYPE swoole_workers gauge
swoole_workers 1
# TYPE swoole_requests_total counter
# TYPE swoole_worker_requests_total counter
swoole_worker_requests_total{worker="0",kind="event"} 0
swoole_worker_requests_total{worker="1",kind="task"} 0
