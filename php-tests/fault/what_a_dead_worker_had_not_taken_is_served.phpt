--TEST--
Requests that a dead worker had not taken are served by its successor
--FILE--
<?php
// PROCESS mode: clients lose nothing that was not already handed to the dead worker. The worker is stopped, gets
// requests it cannot take, and is killed.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, getmypid() . " $data\n"));
    ready($server);
    $server->start();
});

$run = $server->start();
for ($i = 0; $i < 10; $i++) {
    $clients[$i] = $run->connect();
    [$pid] = explode(' ', ask($clients[$i], 'x'));
}
$run->signal(SIGSTOP, (int) $pid);
until(fn () => preg_match('/\) T /', file_get_contents("/proc/$pid/stat")), 'the worker to stop');
foreach ($clients as $i => $client) {
    say($client, "late $i");
    silent($client, 0.01); // one message for each say, on its way before the kill
}
$run->signal(SIGKILL, (int) $pid);
foreach ($clients as $i => $client) {
    [$successor, $answer] = explode(' ', hear_line($client), 2);
    echo $successor === $pid ? "the dead answered\n" : '', $answer === "late $i" ? '.' : $answer;
}
echo "\n";
$run->stop();
?>
--EXPECT--
..........
