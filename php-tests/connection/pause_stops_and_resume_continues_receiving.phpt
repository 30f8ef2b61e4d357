--TEST--
pause() stops receiving, resume() delivers what came meanwhile
--FILE--
<?php
// server-methods, pause and resume. In BASE mode it works too.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'pause') {
            var_dump($server->pause($fd));
            $server->send($fd, "paused\n"); // sending is not affected
        } elseif ($data === 'resume') {
            var_dump($server->resume(1));
        } else {
            $server->send($fd, "$data\n");
        }
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $one = $run->connect();
    echo ask($one, 'pause'), "\n";
    say($one, 'later');
    var_dump(silent($one));
    say($run->connect(), 'resume');
    echo hear_line($one), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
paused
bool(true)
later
bool(true)
bool(true)
paused
bool(true)
later
bool(true)
bool(true)
