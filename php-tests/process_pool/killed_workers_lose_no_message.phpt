--TEST--
Process\Pool: what waits in a worker's mailbox is taken by its successor when it is killed
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_UNIXSOCK);
    $pool->on('WorkerStart', function ($pool, $id) {
        static $sent = false;
        if ($id === 0) {
            foreach (range(1, 40) as $number) {
                $pool->sendMessage("message $number", 1);
            }
        }
    });
    $pool->on('Message', function ($pool, $data) {
        fwrite(STDOUT, "$data\n");
        if ((int) substr($data, 8) % 10 === 0) {
            posix_kill(getmypid(), SIGKILL);
        }
    });
    $pool->start();
});
$run = $pool->start();
$run->wait("message 40\n");
$run->stop();
preg_match_all('/^message (\d+)$/m', $run->output(), $got);
var_dump($got[1] === array_map('strval', range(1, 40)));
?>
--EXPECT--
bool(true)
