--TEST--
WorkerExit is called while something keeps the loop alive, then WorkerStop
--FILE--
<?php
// manual, onWorkerExit: "If the Worker process does not exit, onWorkerExit will continue to trigger"; with
// reload_async.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'reload_async' => true, 'max_wait_time' => 10]);
    foreach (['WorkerExit', 'WorkerStop', 'WorkerError'] as $event) {
        $server->on($event, function ($server, $id) use ($event) {
            fwrite(STDOUT, "$event $id\n");
        });
    }
    $server->on('Receive', function ($server, $fd) {
        $server->send($fd, "ok\n");
        Swoole\Coroutine::sleep(0.3);
        fwrite(STDOUT, "slept\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$client = $run->connect();
ask($client, 'x');
$run->signal(SIGUSR1);
$run->wait('WorkerStop');
$run->stop();
$lines = explode("\n", trim($run->output()));
$stop = array_search('WorkerStop 0', $lines);
$slept = array_search('slept', $lines);
var_dump($lines[0], $slept !== false && $slept < $stop, in_array('WorkerError 0', $lines));
?>
--EXPECT--
string(12) "WorkerExit 0"
bool(true)
bool(false)
