--TEST--
package_body_offset is 4 unless it is set, whatever the type of the length
--FILE--
<?php
// Measured on the original, Swoole 6.2.2 (the manual names no default): with package_body_offset not set a packet is as long as its
// length says and 4 bytes.
require __DIR__ . '/../include/harness.php';

$framed = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1]);
    foreach (['N', 'n', 'C'] as $type) {
        $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
        $port->set(['open_length_check' => true, 'package_length_type' => $type]);
    }
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $port->set(['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 0]);
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, strlen($data) . "\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $run = $framed->start($mode);
    foreach (['N', 'n', 'C', 'N'] as $number => $type) {
        $client = $run->connect($number + 1);
        say($client, str_pad(pack($type, 20), $number === 3 ? 20 : 24, 'x'));
        echo $type, ' ', hear_line($client), "\n";
    }
    $run->stop();
}
?>
--EXPECT--
N 24
n 24
C 24
N 20
N 24
n 24
C 24
N 20
