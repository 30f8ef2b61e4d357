--TEST--
dispatch_mode 1 gives the packets to the workers in turn
--FILE--
<?php
// manual, setting dispatch_mode: round robin; onConnect and onClose are disabled.
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

$run = $server->start(1);
$client = $run->connect();
for ($i = 0; $i < 6; $i++) {
    $workers[] = ask($client, 'x');
}
fclose($client);
for ($i = 1; $i < 6; $i++) {
    echo (int) ($workers[$i] !== $workers[$i - 1]);
}
$run->stop();
echo "\n", $run->output() === '' ? 'no Connect, no Close' : $run->output(), "\n";
?>
--EXPECT--
11111
no Connect, no Close
