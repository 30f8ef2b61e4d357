--TEST--
Server::command(): a command for a worker that dies before it takes it is run by the successor
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $server->on('Receive', fn () => 1);
    $server->addCommand('pid', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => (string) getmypid());
    $server->on('Start', function ($server) {
        Swoole\Coroutine::sleep(0.1);
        $first = $server->command('pid', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, null);
        posix_kill($first, SIGSTOP);
        Swoole\Timer::after(50, fn () => posix_kill($first, SIGKILL));
        $second = $server->command('pid', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, null);
        var_dump($second !== $first && $second === $server->getWorkerPid(0));
        $server->shutdown();
    });
    ready($server);
    $server->start();
});
$run = $server->start();
$run->wait_end();
$run->assert_gone();
echo $run->output();
?>
--EXPECT--
bool(true)
