--TEST--
Process\Pool: the documented server and client of SWOOLE_IPC_SOCKET
--FILE--
<?php
// manual, Process\Pool, write(), both examples as they stand but for the port.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php
$pool = new Swoole\Process\Pool(2, SWOOLE_IPC_SOCKET);

$pool->on("Message", function ($pool, $message) {
    echo "Message: {$message}\n";
    $pool->write("hello ");
    $pool->write("world ");
    $pool->write("\n");
});

$pool->listen('127.0.0.1', 9589);
$pool->start();
PHP);
$fp = $run->connect('tcp://127.0.0.1:9589');
$msg = json_encode(['data' => 'hello', 'uid' => 1991]);
fwrite($fp, pack('N', strlen($msg)) . $msg);
$data = hear($fp, 8192);
var_dump(substr($data, 4, unpack('N', substr($data, 0, 4))[1]));
fclose($fp);
$run->stop();
echo $run->output();
?>
--EXPECT--
string(13) "hello world 
"
Message: {"data":"hello","uid":1991}
