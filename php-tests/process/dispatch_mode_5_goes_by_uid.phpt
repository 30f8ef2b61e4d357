--TEST--
dispatch_mode 5 gives connections of one uid to one worker
--FILE--
<?php
// server-methods, bind: "只要uid相同,则会分配相同的worker进程"; UID % worker_num.
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

$run = $server->start(5);
for ($i = 0; $i < 6; $i++) {
    ask($clients[$i] = $run->connect(), 'bind');
}
foreach ($clients as $client) {
    $workers[] = ask($client, 'x');
}
echo implode(' ', array_unique($workers)), "\n";
$run->stop();
?>
--EXPECT--
1
