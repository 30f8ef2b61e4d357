--TEST--
Workers see the chroot directory as their root
--EXTENSIONS--
posix
--SKIPIF--
<?php if (posix_geteuid() !== 0) die('skip needs root'); ?>
--FILE--
<?php
// manual, setting chroot.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $directory) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'chroot' => $directory]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, implode(' ', array_diff(scandir('/'), ['.', '..'])) . "\n"));
    ready($server);
    $server->start();
});

$directory = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
mkdir($directory);
touch("$directory/inside");
$run = $server->start($directory);
echo ask($run->connect(), 'x'), "\n";
$run->stop();
unlink("$directory/inside");
rmdir($directory);
?>
--EXPECT--
inside
