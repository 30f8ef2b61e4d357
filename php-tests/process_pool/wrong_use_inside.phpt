--TEST--
Process\Pool: inside a running pool on(), listen(), start() and wrong receivers are refused, and it lives on
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(1, SWOOLE_IPC_UNIXSOCK);
    $pool->on('WorkerStart', function ($pool) {
        set_error_handler(function ($level, $text) { echo "warning: $text\n"; return true; });
        var_dump($pool->on('Message', fn () => 1), $pool->listen('127.0.0.1', 9500), $pool->start());
        var_dump($pool->sendMessage('x', 1), $pool->sendMessage('x', -1), $pool->write('x'));
        var_dump($pool->sendMessage(str_repeat('x', 64 << 20), 0));
        $pool->sendMessage('alive', 0);
    });
    $pool->on('Message', function ($pool, $data) {
        echo "$data\n";
        $pool->shutdown();
    });
    $pool->start();
});
$run = $pool->start();
$run->wait_end();
$run->assert_gone();
echo $run->output();
?>
--EXPECT--
warning: Swoole\Process\Pool::on(): process pool is started. unable to register event callback function
warning: Swoole\Process\Pool::listen(): process pool is started. unable to listen
warning: Swoole\Process\Pool::start(): the process pool is running already
bool(false)
bool(false)
bool(false)
warning: Swoole\Process\Pool::sendMessage(): invalid worker_id[1]: the workers of this pool are 0 to 0
warning: Swoole\Process\Pool::sendMessage(): invalid worker_id[-1]: the workers of this pool are 0 to 0
warning: Swoole\Process\Pool::write(): unsupported ipc type[1]
bool(false)
bool(false)
bool(false)
warning: Swoole\Process\Pool::sendMessage(): a message of 67108864 bytes is longer than this system lets a datagram be (net.core.wmem_max): set 'enable_message_bus' to true
bool(false)
alive
