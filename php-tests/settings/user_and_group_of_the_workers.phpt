--TEST--
Workers run as the user and group that are set, the master does not
--EXTENSIONS--
posix
--SKIPIF--
<?php if (posix_geteuid() !== 0) die('skip needs root'); if (!posix_getpwnam('nobody')) die('skip no user nobody'); ?>
--FILE--
<?php
// manual, setting user and group: effective when started by root.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $group) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'user' => 'nobody', 'group' => $group]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, posix_getpwuid(posix_geteuid())['name'] . ' ' . posix_getgrgid(posix_getegid())['name'] . ' ' . posix_getuid() . "\n"));
    ready($server);
    $server->start();
});

$nobody = posix_getpwnam('nobody');
$group = posix_getgrgid($nobody['gid'])['name'];
$run = $server->start($group);
echo ask($run->connect(), 'x') === "nobody $group $nobody[uid]" ? 'nobody' : 'wrong', ' ', fileowner("/proc/$run->pid"), "\n";
$run->stop();
?>
--EXPECT--
nobody 0
