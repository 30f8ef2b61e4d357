--TEST--
A port below 1024 needs root
--EXTENSIONS--
posix
--SKIPIF--
<?php if ((int) @file_get_contents('/proc/sys/net/ipv4/ip_unprivileged_port_start') <= 81) die('skip this machine lets everyone take low ports'); ?>
--FILE--
<?php
// server-methods, __construct: "端口小于1024需要root权限才可创建".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    if (posix_geteuid() === 0) {
        posix_seteuid(65534);
    }
    try {
        new Swoole\Server('127.0.0.1', 81);
        echo "accepted\n";
    } catch (Swoole\Exception $e) {
        echo $e->getCode(), ' ', $e->getMessage(), "\n";
    }
});
$run = $server->start();
$run->wait_end();
echo $run->output();
?>
--EXPECTF--
13 failed to listen server port[127.0.0.1:81], Error: Permission denied[13]: %s; ports below 1024 need root or CAP_NET_BIND_SERVICE, or choose a port from 1024 up
