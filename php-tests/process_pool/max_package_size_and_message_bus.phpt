--TEST--
Process\Pool: without enable_message_bus a message is cut off at max_package_size, with it a message has any size
--FILE--
<?php
// manual, Process\Pool, set() and the example of sendMessage().
require __DIR__ . '/../include/harness.php';
$pool = server(function (bool $bus, bool $coroutines, int $size) {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_UNIXSOCK);
    $pool->set(['enable_coroutine' => $coroutines, 'enable_message_bus' => $bus, 'max_package_size' => 2 * 1024]);
    $pool->on('WorkerStart', function (Swoole\Process\Pool $pool, int $workerId) use ($size) {
        if ($workerId == 0) {
            var_dump($pool->sendMessage(str_repeat('a', $size), 1));
        }
    });
    $pool->on('Message', function (Swoole\Process\Pool $pool, string $data) {
        var_dump(strlen($data), trim($data, 'a'));
        $pool->shutdown();
    });
    $pool->start();
});
foreach ([[false, true, 6000], [true, true, 6000], [false, false, 6000], [true, false, 6000], [true, true, 20 << 20], [true, false, 20 << 20]] as $case) {
    $run = $pool->start(...$case);
    $run->wait_end();
    preg_match('/int\((\d+)\)\n.*string\(0\) ""/s', $run->output(), $size);
    echo $size[1] ?? $run->output(), "\n";
}
?>
--EXPECT--
2048
6000
2048
6000
20971520
20971520
