--TEST--
With dispatch_func the master still runs what onStart began, reloads, replaces a killed manager and tells of the end
--FILE--
<?php
// Manual, setting single_thread: the reactor is merged with the master's own thread. Everything else that the master does goes on beside it.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'max_wait_time' => 5, 'dispatch_func' => fn ($server, $fd, $type, $data) => 1]);
    $server->on('Start', function ($server) {
        Swoole\Timer::tick(5, function ($id) {
            static $ticks = 0;
            if (++$ticks === 3) {
                Swoole\Timer::clear($id);
                echo "ticked\n";
            }
        });
        Swoole\Coroutine::sleep(0.01);
        echo "slept\n";
    });
    $server->on('ManagerStart', fn ($server) => print("manager " . posix_getpid() . "\n"));
    $server->on('WorkerStart', fn ($server, $id) => print("worker $id\n"));
    $server->on('BeforeShutdown', function ($server) {
        echo "before\n";
        Swoole\Coroutine::sleep(0.05);
        echo "after\n";
    });
    $server->on('Shutdown', fn () => print("shutdown\n"));
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        if ($data === 'last') {
            $server->shutdown();
            Swoole\Coroutine::sleep(0.2);
        }
        $server->send($fd, "$data at $server->worker_id\n");
    });
    ready($server);
    $server->start();
});
$run = $server->start();
$client = $run->connect();
echo ask($client, 'a'), "\n";
$run->wait('slept');
$run->wait('ticked');
$run->signal(SIGUSR1);
$run->wait('worker 1', 2);
echo ask($client, 'b'), "\n";
preg_match('/manager (\d+)/', $run->peek(), $manager);
$run->signal(SIGKILL, (int) $manager[1]);
$run->wait('worker 1', 3);
echo ask($client, 'c'), "\n";
echo ask($run->connect(), 'd'), "\n";
echo ask($client, 'last'), "\n";
echo 'status ', $run->wait_end(), "\n";
$run->assert_gone();
preg_match_all('/^(before|after|shutdown)$/m', $run->output(), $end);
echo implode(' ', $end[0]), "\n";
?>
--EXPECT--
a at 1
b at 1
c at 1
d at 1
last at 1
status 0
before after shutdown
