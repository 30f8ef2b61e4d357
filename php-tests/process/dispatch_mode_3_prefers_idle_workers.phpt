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
    $server->on('Start', function ($server) {
        $file = sys_get_temp_dir() . "/rswoole-test-$server->port.idle";
        Swoole\Timer::tick(1, fn () => file_put_contents($file, $server->stats()['idle_worker_num']));
    });
    $server->start();
});

/** Until a worker is idle: its reply may be here before it is. Twice, for the first look may be older than the reply. */
function wait_until_idle(string $file): void
{
    foreach ([1, 2] as $look) {
        file_put_contents($file, '');
        while (!in_array(file_get_contents($file), ['1', '2'])) {
            usleep(1000);
        }
    }
}

$run = $server->start(3);
$idle = sys_get_temp_dir() . "/rswoole-test-{$run->port()}.idle";
[$one, $two] = [$run->connect(), $run->connect()];
ask($two, 'warm');
say($one, 'busy');
$run->wait('busy');
for ($i = 0; $i < 5; $i++) {
    wait_until_idle($idle);
    $workers[] = ask($two, 'x');
}
unlink(sys_get_temp_dir() . "/rswoole-test-{$run->port()}.busy");
$busy = hear_line($one);
var_dump(in_array($busy, $workers));
$run->stop();
unlink($idle);
?>
--EXPECT--
bool(false)
