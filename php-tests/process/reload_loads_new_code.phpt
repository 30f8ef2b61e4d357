--TEST--
reload() loads the new version of a file required in WorkerStart
--FILE--
<?php
// manual, reload: "graceful restart only works for PHP files that are include/require in onWorkerStart".
require __DIR__ . '/../include/harness.php';

$server = server(function (string $file) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $server->on('WorkerStart', function () use ($file) {
        if (function_exists('opcache_invalidate')) {
            opcache_invalidate($file, true);
        }
        require $file;
    });
    $server->on('AfterReload', function () {
        fwrite(STDOUT, "reloaded\n");
    });
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, version() . "\n"));
    ready($server);
    $server->start();
});

$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
file_put_contents($file, '<?php function version() { return "one"; }');
$run = $server->start($file);
$client = $run->connect();
echo ask($client, 'x'), "\n";
file_put_contents($file, '<?php function version() { return "two"; }');
$run->signal(SIGUSR1);
$run->wait('reloaded');
echo ask($client, 'x'), "\n";
$run->stop();
unlink($file);
?>
--EXPECT--
one
two
