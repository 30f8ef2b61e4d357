--TEST--
A callback that sleeps in its coroutine does not hold the others
--FILE--
<?php
// manual, coroutines in the server: each event runs in its own coroutine; one worker serves the second client while
// the first sleeps.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'slow') {
            echo "falls asleep\n";
            Swoole\Coroutine::sleep(0.2);
        }
        echo "$data\n";
        $server->send($fd, "$data\n");
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    [$one, $two] = [$run->connect(), $run->connect()];
    ask($two, 'warm');
    say($one, 'slow');
    $run->wait('falls asleep');
    echo ask($two, 'quick'), ' ', hear_line($one), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
quick slow
warm
falls asleep
quick
slow
quick slow
warm
falls asleep
quick
slow
