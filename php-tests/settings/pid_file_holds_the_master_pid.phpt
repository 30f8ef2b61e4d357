--TEST--
pid_file holds the pid of the master while the server runs
--FILE--
<?php
// manual, setting pid_file: written at the start, deleted at the end.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers, string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers, 'pid_file' => $file]);
    $server->on('ManagerStart', function () {
        fwrite(STDOUT, "manager\n");
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});

$file = sys_get_temp_dir() . '/rswoole-test-' . getmypid() . '.pid';
foreach ([[SWOOLE_PROCESS, 1], [SWOOLE_BASE, 1], [SWOOLE_BASE, 2]] as [$mode, $workers]) {
    $run = $server->start($mode, $workers, $file);
    ask($run->connect(), 'x');
    if ($mode === SWOOLE_PROCESS || $workers > 1) {
        $run->wait('manager');
    }
    var_dump((int) file_get_contents($file) === $run->pid);
    $run->stop();
    clearstatcache();
    var_dump(file_exists($file));
}
?>
--EXPECT--
bool(true)
bool(false)
bool(true)
bool(false)
bool(true)
bool(false)
