--TEST--
A worker with waiting coroutines is succeeded at once, and what they send later arrives
--FILE--
<?php
// manual, reload_async: the old worker waits for its coroutines; in the original the new one serves meanwhile.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'max_wait_time' => 10]);
    $server->on('WorkerStart', function () {
        fwrite(STDOUT, "start\n");
    });
    $server->on('WorkerStop', function () {
        fwrite(STDOUT, "stop\n");
    });
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'wait') {
            $server->send($fd, "waiting\n");
            file_put_contents(sys_get_temp_dir() . "/$server->port.wait", '');
            while (file_exists(sys_get_temp_dir() . "/$server->port.wait")) {
                Swoole\Coroutine::sleep(0.01);
            }
            // Much more than a ring holds, from a process that has a successor.
            for ($i = 0; $i < 64; $i++) {
                $server->send($fd, str_repeat(chr(65 + $i % 26), 1 << 17));
            }
        }
        $server->send($fd, getmypid() . "\n");
    });
    ready($server);
    $server->start();
});

$run = $server->start();
$slow = $run->connect();
$quick = $run->connect();
for ($round = 1; $round <= 3; $round++) {
    $old = ask($quick, 'x');
    echo ask($slow, 'wait'), "\n";
    $run->signal(SIGUSR1);
    $run->wait('start', 1 + $round);
    $new = ask($quick, 'x');
    echo $new !== $old ? 'succeeded' : 'the same', ', ', substr_count($run->output(), 'stop'), " stopped\n";
    // A second reload while the retired one is still there does no harm.
    if ($round === 3) {
        $run->signal(SIGUSR1);
    }
    unlink(sys_get_temp_dir() . "/{$run->port()}.wait");
    $expected = '';
    for ($i = 0; $i < 64; $i++) {
        $expected .= str_repeat(chr(65 + $i % 26), 1 << 17);
    }
    echo hear($slow, strlen($expected)) === $expected ? 'all of it' : 'something else', ', ', hear_line($slow) === $old ? 'from the old one' : 'from another', "\n";
    $run->wait('stop', $round);
    // Until the manager has seen its end the reload is under way, and another one is ignored.
    until(fn () => !posix_kill((int) $old, 0), 'the old worker to be gone');
}
ask($quick, 'x');
ask($slow, 'x');
echo 'status ', $run->stop(), "\n";
?>
--EXPECT--
waiting
succeeded, 0 stopped
all of it, from the old one
waiting
succeeded, 1 stopped
all of it, from the old one
waiting
succeeded, 2 stopped
all of it, from the old one
status 0
