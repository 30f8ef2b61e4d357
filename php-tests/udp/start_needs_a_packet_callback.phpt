--TEST--
start() with a datagram port but no Packet callback: "require onPacket callback"
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (array $kinds, array $events) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_BASE, $kinds[0]);
    foreach (array_slice($kinds, 1) as $kind) {
        $server->listen('127.0.0.1', 0, $kind);
    }
    foreach ($events as $event) {
        $server->on($event, fn () => null);
    }
    $server->on('WorkerStart', fn () => print("STARTED\n"));
    $server->start();
});
foreach ([
    [[SWOOLE_SOCK_UDP], []],
    [[SWOOLE_SOCK_UDP], ['Receive']],
    [[SWOOLE_SOCK_TCP], ['Packet']],
    [[SWOOLE_SOCK_TCP, SWOOLE_SOCK_UDP], ['Receive']],
    [[SWOOLE_SOCK_UDP, SWOOLE_SOCK_TCP], ['Packet']],
] as $case) {
    $run = $server->start(...$case);
    $run->wait_end();
    preg_match('/STARTED|require on\w+ callback/', $run->peek(), $found);
    echo $found[0], "\n";
}
?>
--EXPECT--
require onPacket callback
require onPacket callback
require onReceive callback
require onPacket callback
require onReceive callback
