--TEST--
WorkerError tells how a worker died: exit, exception, fatal error, kill
--FILE--
<?php
// manual, onWorkerError: exit_code 255 is a fatal error, signal 9 a kill. exit() in a coroutine is an uncaught
// ExitException, so 255.
require __DIR__ . '/../include/harness.php';

$server = server(function (bool $object) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'event_object' => $object]);
    $server->on('WorkerError', function ($server, ...$arguments) {
        if (is_object($arguments[0])) {
            $info = $arguments[0];
            fwrite(STDOUT, get_class($info) . ' ' . implode(' ', array_keys(get_object_vars($info))) . "\n");
            $arguments = [$info->worker_id, $info->worker_pid, $info->exit_code, $info->signal];
        }
        fwrite(STDOUT, "error " . count($arguments) . " $arguments[0] " . (int) ($arguments[1] > 0) . " $arguments[2] $arguments[3]\n");
    });
    $server->on('Receive', function ($server, ...$arguments) {
        [$fd, $data] = is_object($arguments[0]) ? [$arguments[0]->fd, $arguments[0]->data] : [$arguments[0], $arguments[2]];
        $server->send($fd, "$data\n");
        match ($data) {
            'exit' => exit(7),
            'throw' => throw new RuntimeException('thrown'),
            'fatal' => no_such_function(),
            'user' => trigger_error('user error', E_USER_ERROR),
            'memory' => [ini_set('memory_limit', '16M'), str_repeat('x', 64 << 20)],
            'kill' => posix_kill(getmypid(), SIGKILL),
            'segfault' => posix_kill(getmypid(), SIGSEGV),
            default => null,
        };
    });
    ready($server);
    $server->start();
});

$run = $server->start(false);
$client = $run->connect();
foreach (['exit', 'throw', 'fatal', 'user', 'memory', 'kill', 'segfault'] as $i => $way) {
    ask($client, $way);
    $run->wait('error', $i + 1);
    until(fn () => preg_match_all('/^error.*/m', $run->output(), $lines) > $i, 'the report');
}
echo ask($client, 'alive'), "\n";
$run->stop();
preg_match_all('/^error \d.*/m', $run->output(), $lines);
echo implode("\n", $lines[0]), "\n";
$run = $server->start(true);
ask($run->connect(), 'kill');
$run->wait('error');
$run->stop();
echo $run->output();
?>
--EXPECT--
alive
error 4 0 1 255 0
error 4 0 1 255 0
error 4 0 1 255 0
error 4 0 1 255 0
error 4 0 1 255 0
error 4 0 1 0 9
error 4 0 1 0 11
Swoole\Server\StatusInfo worker_id worker_pid status exit_code signal
error 4 0 1 0 9
