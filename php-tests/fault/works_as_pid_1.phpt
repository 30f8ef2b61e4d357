--TEST--
As PID 1 of a container the server works, waits for strangers that it inherits, and ends in order
--SKIPIF--
<?php
exec('unshare --pid --fork --mount-proc true 2>&1', $output, $code);
if ($code !== 0) {
    echo 'skip a PID namespace can not be made here';
}
?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers, bool $inside = false) {
    if (!$inside) {
        // The same script once more, as the first process of a namespace of its own.
        putenv('RSWOOLE_TEST_ARGUMENTS=' . json_encode([$mode, $workers, true]));
        $self = explode("\0", rtrim(file_get_contents('/proc/self/cmdline'), "\0"));
        pcntl_exec('/usr/bin/unshare', ['--pid', '--fork', '--kill-child', '--mount-proc', PHP_BINARY, ...array_slice($self, 1)]);
    }
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'orphan') {
            // A grandchild whose parent ends at once: PID 1 inherits it.
            exec('(sleep 0.1 &) > /dev/null 2>&1');
        }
        if ($data === 'end') {
            $server->shutdown();
        }
        $zombies = preg_grep('/\) Z /', array_map(fn ($file) => (string) @file_get_contents($file), glob('/proc/[0-9]*/stat')));
        $sleepers = preg_grep('/\(sleep\) [^Z]/', array_map(fn ($file) => (string) @file_get_contents($file), glob('/proc/[0-9]*/stat')));
        $server->send($fd, json_encode([posix_getppid() <= 2, count($zombies), count($sleepers)]) . "\n");
    });
    $server->on('Shutdown', function () {
        fwrite(STDOUT, getmypid() . " shut down\n");
    });
    ready($server);
    $server->start();
});

foreach ([[SWOOLE_PROCESS, 2], [SWOOLE_BASE, 2], [SWOOLE_BASE, 1]] as [$mode, $workers]) {
    $run = $server->start($mode, $workers);
    $client = $run->connect();
    ask($client, 'orphan');
    until(fn () => ask($client, 'x') === '[true,0,0]', 'the stranger to be reaped');
    ask($client, 'end');
    echo 'status ', $run->wait_end(), ' ', trim($run->output()), "\n";
    $run->assert_gone();
}
?>
--EXPECT--
status 0 1 shut down
status 0 1 shut down
status 0 1 shut down
