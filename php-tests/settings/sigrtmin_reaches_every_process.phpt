--TEST--
After SIGRTMIN the log lines and the output of every process go to the new file
--FILE--
<?php
// manual, setting log_file, with daemonize: output goes to the log file as well.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers, bool $daemon, string $base) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers, 'daemonize' => $daemon, 'log_file' => "$base.log", 'pid_file' => "$base.pid"]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'log') {
            $server->stop(99);
            echo "printed by a worker\n";
        }
        $server->send($fd, "ok\n");
    });
    ready($server);
    $server->start();
});

$base = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
foreach ([[SWOOLE_PROCESS, 1], [SWOOLE_BASE, 2], [SWOOLE_BASE, 1]] as [$mode, $workers]) {
    foreach ([false, true] as $daemon) {
        $run = $server->start($mode, $workers, $daemon, $base);
        $clients = array_map(fn () => $run->connect(), range(1, 8));
        array_map(fn ($client) => ask($client, 'x'), $clients);
        rename("$base.log", "$base.old");
        $run->signal(34, (int) file_get_contents("$base.pid")); // SIGRTMIN
        $text = function () use ($base, $clients) {
            array_map(fn ($client) => ask($client, 'log'), $clients);
            return (string) @file_get_contents("$base.log");
        };
        until(fn () => str_contains($new = $text(), 'stop(99)') && (!$daemon || str_contains($new, 'printed by')), 'the new file');
        // By now everybody has it: nothing more comes to the old one.
        until(function () use ($base, $text) {
            $before = filesize("$base.old");
            $text();
            clearstatcache();
            return filesize("$base.old") === $before;
        }, 'the end of the old file');
        $run->signal(SIGTERM, (int) file_get_contents("$base.pid"));
        $run->assert_gone(10);
        array_map('unlink', glob("$base.*"));
        echo "reopened\n";
    }
}
?>
--EXPECT--
reopened
reopened
reopened
reopened
reopened
reopened
