--TEST--
kill -9 of workers under load: every client is served again on its connection
--FILE--
<?php
// Twenty clients ask all the time; after each kill a client may have lost the one request that the dead worker held,
// and no other.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('WorkerStart', function ($server, $id) {
        fwrite(STDOUT, 'worker ' . getmypid() . "\n");
    });
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    $server->on('WorkerError', function ($server, $id, $pid, $code, $signal) {
        fwrite(STDOUT, "died $code $signal\n");
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
$run->wait('worker', 2);
$lost = 0;
for ($kill = 1; $kill <= 5; $kill++) {
    foreach ($clients as $i => $client) {
        say($client, sprintf("%08d\n", $kill * 100 + $i));
    }
    preg_match_all('/worker (\d+)/', $run->output(), $workers);
    $run->signal(SIGKILL, (int) end($workers[1]));
    $run->wait('died 0 9', $kill);
    $run->wait('worker', 2 + $kill);
    foreach ($clients as $i => $client) {
        say($client, sprintf("%08d\n", $kill * 1000 + $i));
        // Either both answers or only the second: the first may have died with its worker.
        $answer = hear($client, 9);
        if ($answer === sprintf("%08d\n", $kill * 100 + $i)) {
            $answer = hear($client, 9);
        } else {
            $lost++;
        }
        echo $answer === sprintf("%08d\n", $kill * 1000 + $i) ? '' : "wrong answer $answer";
    }
}
echo substr_count($run->output(), 'closed'), ' closed, ', substr_count($run->output(), 'died 0 9'), ' deaths, ', $lost <= 100 ? 'few lost' : $lost, "\n";
$run->stop();
?>
--EXPECT--
0 closed, 5 deaths, few lost
