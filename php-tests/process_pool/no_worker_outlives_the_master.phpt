--TEST--
Process\Pool: no worker outlives a master that was killed, busy, waiting for messages or in coroutines
--FILE--
<?php
// A pool whose master is gone would never be ended or repaired by anybody.
require __DIR__ . '/../include/harness.php';
$pool = server(function (int $ipc, bool $coroutines) {
    $pool = new Swoole\Process\Pool(3, $ipc, 0, $coroutines);
    $pool->on('WorkerStart', function ($pool, $id) use ($ipc, $coroutines) {
        echo "worker $id\n";
        if ($ipc === SWOOLE_IPC_NONE) {
            while (true) {
                $coroutines ? Swoole\Coroutine::sleep(1) : usleep(100000);
            }
        }
    });
    if ($ipc !== SWOOLE_IPC_NONE) {
        $pool->on('Message', fn () => 1);
    }
    if ($ipc === SWOOLE_IPC_SOCKET) {
        $pool->listen('unix:' . sys_get_temp_dir() . '/rswoole-pool-' . getmypid() . '.sock');
    }
    $pool->set(['max_wait_time' => 1]);
    $pool->start();
});
foreach ([[SWOOLE_IPC_NONE, false], [SWOOLE_IPC_NONE, true], [SWOOLE_IPC_UNIXSOCK, false], [SWOOLE_IPC_UNIXSOCK, true], [SWOOLE_IPC_MSGQUEUE, false], [SWOOLE_IPC_SOCKET, false]] as $case) {
    $run = $pool->start(...$case);
    $run->wait('worker', 3);
    var_dump($run->stop(SIGKILL));
    @unlink(sys_get_temp_dir() . "/rswoole-pool-$run->pid.sock");
}
// A killed pool cannot remove its private queue.
foreach (preg_grep('/^\s*0\s/', @file('/proc/sysvipc/msg') ?: []) as $row) {
    [$key, $id] = preg_split('/\s+/', trim($row));
    shell_exec("ipcrm -q $id 2>/dev/null");
}
?>
--EXPECT--
int(137)
int(137)
int(137)
int(137)
int(137)
int(137)
