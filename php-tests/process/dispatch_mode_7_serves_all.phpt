--TEST--
dispatch_mode 7 serves every client
--FILE--
<?php
// manual, setting dispatch_mode: stream mode, idle workers take the connections.
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

$run = $server->start(7);
for ($i = 0; $i < 6; $i++) {
    $answers[] = ask($clients[] = $run->connect(), 'x');
}
echo count($answers), ' ', count(array_diff($answers, ['0', '1'])), "\n";
$run->stop();
?>
--EXPECT--
6 0
