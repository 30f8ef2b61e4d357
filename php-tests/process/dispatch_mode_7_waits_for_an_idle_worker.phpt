--TEST--
dispatch_mode 7 (stream): while every worker is busy a packet waits, and whoever is idle first takes it
--FILE--
<?php
// Manual, setting dispatch_mode: an idle worker takes the request. One worker is busy for long, the other for a moment.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'enable_coroutine' => false, 'dispatch_mode' => SWOOLE_DISPATCH_STREAM]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data !== 'x') {
            echo "busy\n";
            usleep((int) $data);
        }
        $server->send($fd, $server->worker_id . "\n");
    });
    ready($server);
    $server->start();
});
$run = $server->start();
say($long = $run->connect(), '1500000');
$run->wait('busy');
say($short = $run->connect(), '100000');
$run->wait('busy', 2);
for ($i = 0; $i < 6; $i++) {
    say($clients[] = $run->connect(), 'x');
}
foreach ($clients as $client) {
    $workers[] = hear_line($client);
}
$free = hear_line($short);
var_dump(array_unique($workers) === [$free], silent($long, 0.01), hear_line($long) !== $free);
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
