--TEST--
dispatch_mode 2, the default, keeps a connection at one worker
--FILE--
<?php
// manual, setting dispatch_mode: "data from the same connection will be processed by the same Worker only".
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

$run = $server->start(2);
for ($i = 0; $i < 6; $i++) {
    $client = $clients[] = $run->connect();
    $workers = [];
    for ($j = 0; $j < 5; $j++) {
        $workers[] = ask($client, 'x');
    }
    echo count(array_unique($workers));
    $all[] = $workers[0];
}
echo ' ', count(array_unique($all)), " workers\n";
$run->stop();
?>
--EXPECT--
111111 2 workers
