--TEST--
With enable_delay_receive nothing is received before confirm()
--FILE--
<?php
// manual, confirm: only onConnect is triggered; after confirm() the data is delivered.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'enable_delay_receive' => true]);
    $server->on('Connect', function ($server, $fd) {
        echo "connect $fd\n";
        if ($fd === 2) {
            var_dump($server->confirm(1), $server->confirm(2));
        }
    });
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        $server->send($fd, "$fd $data\n");
    });
    ready($server);
    $server->start();
});

foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $one = $run->connect();
    say($one, 'early');
    $run->wait('connect 1');
    var_dump(silent($one));
    $two = $run->connect();
    echo hear_line($one), "\n", ask($two, 'hi'), "\n";
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
bool(true)
1 early
2 hi
connect 1
connect 2
bool(true)
bool(true)
bool(true)
1 early
2 hi
connect 1
connect 2
bool(true)
bool(true)
