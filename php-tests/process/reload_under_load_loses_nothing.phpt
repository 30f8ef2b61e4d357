--TEST--
Reloads under load lose no request and drop no connection in PROCESS mode
--FILE--
<?php
// manual, reload: a graceful restart. Twenty clients keep asking while the workers are replaced five times.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "[started]\n");
    });
    $server->on('AfterReload', function () {
        fwrite(STDOUT, "[reloaded]\n");
    });
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "[error $code $signal]\n");
    });
    $server->on('Close', function () {
        fwrite(STDOUT, "closed\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 20; $i++) {
    $clients[$i] = $run->connect();
}
$run->wait('[started]', 2);
$answers = 0;
for ($reload = 1; $reload <= 5; $reload++) {
    $run->signal(SIGUSR1);
    do {
        foreach ($clients as $i => $client) {
            say($client, sprintf("%08d\n", $answers + $i));
        }
        foreach ($clients as $i => $client) {
            if (hear($client, 9) !== sprintf("%08d\n", $answers + $i)) {
                exit("lost an answer\n");
            }
        }
        $answers += count($clients);
        $text = $run->peek();
    } while (substr_count($text, '[started]') < 2 * ($reload + 1) || substr_count($text, '[reloaded]') < $reload);
}
echo substr_count($run->peek(), 'closed'), ' closed, ', substr_count($run->peek(), '[error'), " errors\n";
$run->stop();
?>
--EXPECT--
0 closed, 0 errors
