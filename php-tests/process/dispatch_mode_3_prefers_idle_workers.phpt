--TEST--
dispatch_mode 3 gives packets to an idle worker
--FILE--
<?php
// manual, setting dispatch_mode: preemptive; the busy worker gets nothing while the other is idle.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'dispatch_mode' => $mode, 'enable_coroutine' => false]);
    foreach (['Connect', 'Close'] as $event) {
        $server->on($event, function ($server, $fd) use ($event) {
            fwrite(STDOUT, "$event\n");
        });
    }
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'bind') {
            $server->bind($fd, 5);
        } elseif ($data === 'busy') {
            touch($flag = sys_get_temp_dir() . "/rswoole-test-$server->port.busy");
            fwrite(STDOUT, "busy\n");
            do {
                usleep(1000);
                clearstatcache();
            } while (file_exists($flag));
        }
        $server->send($fd, "$server->worker_id\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start(3);
[$one, $two] = [$run->connect(), $run->connect()];
ask($two, 'warm');
say($one, 'busy');
$run->wait('busy');
for ($i = 0; $i < 5; $i++) {
    $workers[] = ask($two, 'x');
}
unlink(sys_get_temp_dir() . "/rswoole-test-{$run->port()}.busy");
$busy = hear_line($one);
var_dump(in_array($busy, $workers));
$run->stop();
?>
--EXPECT--
bool(false)
