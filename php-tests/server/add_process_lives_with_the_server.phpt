--TEST--
addProcess: ids, arguments, stats; killed it is replaced, a reload leaves it alone, the end of the server ends it
--FILE--
<?php
// server-methods, addProcess: user processes are untouched by reload, respawn when they end, get SIGTERM at shutdown.
require __DIR__ . '/../include/harness.php';
$body = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2]);
    $process = new Swoole\Process(function ($process) use ($server) {
        // In one piece: other processes print at the same time.
        $facts = json_encode([$server->getWorkerId(), $process->pid === getmypid(), func_num_args()]);
        echo "user id $process->id $facts stats {$server->stats()['user_worker_num']}\n";
        while (true) {
            $process->write($process->read() . ' ' . getmypid());
        }
    }, false, SOCK_DGRAM, false);
    echo json_encode([$server->addProcess($process), $process->id]), "\n";
    $server->on('receive', function ($server, $fd, $reactor, $data) use ($process) {
        if ($data === 'add') {
            $server->send($fd, json_encode(@$server->addProcess($process)) . swoole_last_error());
            return;
        }
        if ($data === 'load') {
            $server->reload();
            return;
        }
        $process->write($data);
        $server->send($fd, $process->read());
    });
    $server->on('WorkerStart', fn () => print("worker\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $body->start($mode);
    $run->wait("user id", 1);
    $run->wait("worker\n", 2);
    $client = $run->connect();
    $ask = function (string $what) use ($run): string {
        $client = $run->connect();
        say($client, $what);
        $answer = fread($client, 100);
        fclose($client);
        return $answer;
    };
    [$word, $pid] = explode(' ', $ask('ping'));
    echo "$word ", $ask('add'), "\n";
    say($client, 'load');
    $run->wait("worker\n", 4);
    echo explode(' ', $ask('pong'))[1] === $pid ? "same process\n" : "another process\n";
    posix_kill((int) $pid, SIGKILL);
    $run->wait("user id", 2);
    echo explode(' ', $ask('pong'))[1] === $pid ? "same process\n" : "another process\n";
    $run->stop();
    echo implode("\n", array_unique(array_filter(explode("\n", $run->output()), fn ($line) => str_contains($line, 'id ') && str_starts_with($line, 'user') || $line === '[0,0]'))), "\n";
}
--EXPECT--
ping false503
same process
another process
[0,0]
user id 2 [false,true,1] stats 1
ping false503
same process
another process
[0,0]
user id 2 [false,true,1] stats 1
