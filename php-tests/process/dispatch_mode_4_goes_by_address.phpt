--TEST--
dispatch_mode 4 keeps all clients of an address at one worker
--FILE--
<?php
// manual, setting dispatch_mode: IP hash, inet_addr_mod(ClientIP, worker_num): 127.0.0.1 is 1*256^3+127 (the bytes in
// reverse), odd, so worker 1 of 2.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'dispatch_mode' => $mode]);
    foreach (['Connect', 'Close'] as $event) {
        $server->on($event, function ($server, $fd) use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'bind') {
            $server->bind($fd, 5);
        } elseif ($data === 'busy') {
            fwrite(STDOUT, "busy\n");
            usleep(300000);
        }
        $server->send($fd, "$server->worker_id\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start(4);
for ($i = 0; $i < 6; $i++) {
    $workers[] = ask($clients[] = $run->connect(), 'x');
}
echo implode(' ', array_unique($workers)), "\n";
$run->stop();
?>
--EXPECT--
1
