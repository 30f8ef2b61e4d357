--TEST--
Process\Pool: messages of a System V queue, from ext/sysvmsg too, each to one worker; the queue stays
--SKIPIF--
<?php if (!function_exists('msg_get_queue')) die('skip sysvmsg is needed');
--FILE--
<?php
// manual, Process\Pool, Message Queue: "The information can be delivered through the php sysvmsg extension"; "mtype ... pass in any
// non-zero value".
require __DIR__ . '/../include/harness.php';
$pool = server(function (int $key) {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_MSGQUEUE, $key);
    $pool->on('WorkerStart', fn ($pool, $id) => fwrite(STDOUT, "started\n"));
    $pool->on('Message', function ($pool, string $data) {
        fwrite(STDOUT, "got $data\n");
        if ($data === 'slow') {
            // It was begun, so it is finished.
            posix_kill($pool->master_pid, SIGTERM);
            usleep(200000);
            fwrite(STDOUT, "finished $data\n");
        }
    });
    $pool->on('WorkerStop', fn ($pool, $id) => fwrite(STDOUT, "stopped\n"));
    $pool->start();
});
$key = random_int(1 << 20, 1 << 30);
$queue = msg_get_queue($key);
foreach (range(1, 100) as $number) {
    msg_send($queue, $number, "message $number", false);
}
$run = $pool->start($key);
$run->wait("started\n", 2);
$run->wait('got', 100);
msg_send($queue, 7, '', false);
msg_send($queue, 7, str_repeat('x', min(65536, (int) file_get_contents('/proc/sys/kernel/msgmax'))), false);
$run->wait('got', 102);
msg_send($queue, 1, 'slow', false);
$run->wait_end();
$run->assert_gone();
preg_match_all('/^got message (\d+)$/m', $run->output(), $got);
sort($got[1], SORT_NUMERIC);
var_dump($got[1] === array_map('strval', range(1, 100)), substr_count($run->output(), 'finished slow'), substr_count($run->output(), 'stopped'));
msg_send($queue, 1, 'for the next pool', false);
$run = $pool->start($key);
$run->wait('got for the next pool');
$run->stop();
msg_remove_queue($queue);
?>
--EXPECT--
bool(true)
int(1)
int(2)
