--TEST--
addProcess: the documented example, unchanged: what one client sends reaches all
--FILE--
<?php
// server-methods, addProcess.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php
$server = new Swoole\Server('0.0.0.0', 9501);

/**
 * 自定义进程,new Swoole\Process 时,传入一个闭包,进程启动后将执行这个闭包
 */
$process = new Swoole\Process(function ($process) use ($server) {

    $socket = $process->exportSocket();
    while (true) {
        $msg = $socket->recv();
        //不断的向其他客户端发送消息
        foreach ($server->connections as $connection) {
            $server->send($connection, $msg);
        }
        //每秒发送一次
        sleep(1);
    }
}, false, 2, 1);

$server->addProcess($process);

$server->on('receive', function ($server, $fd, $reactorId, $data) use ($process) {
    //用户连接成功后,将这条消息发送到所有socket
    $socket = $process->exportSocket();
    //向自定义进程发送接收到的消息
    $socket->send($data);
});

$server->start();
PHP);
$first = $run->connect("tcp://127.0.0.1:9501");
$second = $run->connect("tcp://127.0.0.1:9501");
say($first, 'hello');
echo hear($first, 5), ' ', hear($second, 5), "\n";
say($second, 'again');
echo hear($first, 5), ' ', hear($second, 5), "\n";
$run->stop();
--EXPECT--
hello hello
again again
