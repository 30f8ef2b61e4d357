--TEST--
Connections over max_connection are closed, and room made is used again
--FILE--
<?php
// manual, setting max_connection: "When this number is exceeded, new incoming connections will be rejected".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'max_connection' => 60]);
    $server->on('Receive', fn ($server, $fd) => $server->send($fd, "ok\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $served = [];
    for ($i = 0; $i < 80; $i++) {
        $client = $run->connect();
        if (@ask($client, 'x') !== 'ok') {
            break;
        }
        $served[] = $client;
    }
    var_dump(count($served) > 30 && count($served) <= 60);
    fclose(array_pop($served));
    until(fn () => @ask($run->connect(), 'x') === 'ok', 'room for a new connection');
    echo ask($served[0], 'x'), "\n";
    $run->stop();
    unset($served, $client); // or the next server would inherit their descriptors
}
?>
--EXPECT--
bool(true)
ok
bool(true)
ok
