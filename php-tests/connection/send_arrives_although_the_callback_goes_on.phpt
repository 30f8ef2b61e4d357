--TEST--
What a callback sends arrives even if it then computes for long, also after it has waited
--FILE--
<?php
// send() hands the data over at once in the original.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'max_wait_time' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'later') {
            Swoole\Coroutine::sleep(0.05);
        }
        $server->send($fd, "$data\n");
        $end = microtime(true) + 2;
        while (microtime(true) < $end);
        $server->send($fd, "done\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    foreach (['now', 'later'] as $question) {
        $client = $run->connect();
        $begun = microtime(true);
        echo ask($client, $question), ' ', microtime(true) - $begun < 1.5 ? 'early' : 'late', "\n";
        echo hear_line($client), "\n";
    }
    $run->stop();
}
?>
--EXPECT--
now early
done
later early
done
now early
done
later early
done
