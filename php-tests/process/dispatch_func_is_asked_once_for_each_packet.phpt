--TEST--
dispatch_func is asked once for each packet, also when the worker that it chose has no room, and nothing is lost
--FILE--
<?php
// The ring of a worker holds 4 MiB: the peer writes 24 MiB while the worker sleeps.
require __DIR__ . '/../include/harness.php';

const PACKETS = 400;
$server = server(function () {
    $asked = 0;
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'enable_coroutine' => false, 'open_length_check' => true, 'package_length_type' => 'N',
        'package_body_offset' => 4, 'dispatch_func' => function ($server, $fd, $type, $data) use (&$asked) {
            if ($type !== 0) {
                return 0;
            }
            $asked++;
            if ($asked === PACKETS) {
                echo "asked $asked\n";
            }
            return 1;
        }]);
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        static $bytes = 0, $packets = 0;
        if ($packets === 0) {
            usleep(300000);
        }
        $bytes += strlen($data);
        if (++$packets === PACKETS) {
            $server->send($fd, "$packets $bytes\n");
        }
    });
    ready($server);
    $server->start();
});
$run = $server->start();
$client = $run->connect();
for ($i = 0; $i < PACKETS; $i++) {
    say($client, pack('N', 60000) . str_repeat('x', 60000));
}
echo hear_line($client), "\n";
$run->wait('asked');
echo 'status ', $run->stop(), "\n", $run->output();
?>
--EXPECT--
400 24001600
status 0
asked 400
