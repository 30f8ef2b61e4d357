--TEST--
A packet longer than package_max_length of its port ends the connection, and is logged once, with peer and size; onReceive does not see it
--FILE--
<?php
// Manual, server/setting.md, package_max_length: the data is given up and the connection is closed. Each port has its own limit: 64 KiB here,
// 128 KiB there.
require __DIR__ . '/../include/harness.php';

const SMALL = 65536;
const LARGE = 131072;
$rules = [
    'eof_check' => [['open_eof_check' => true, 'package_eof' => "\n"], fn (int $size) => str_repeat('x', $size - 1) . "\n"],
    'eof_split' => [['open_eof_split' => true, 'package_eof' => "\n"], fn (int $size) => str_repeat('x', $size - 1) . "\n"],
    'length' => [['open_length_check' => true, 'package_length_type' => 'N', 'package_body_offset' => 0],
        fn (int $size) => str_pad(pack('N', $size), $size, 'x')],
    'function' => [['open_length_check' => true, 'package_length_func' => 'length'],
        fn (int $size) => str_pad(sprintf('%08d', $size), $size, 'x')],
    'mqtt' => [['open_mqtt_protocol' => true],
        fn (int $size) => str_pad(chr(0x30) . chr(($size - 4) & 0x7f | 0x80) . chr((($size - 4) >> 7) & 0x7f | 0x80) . chr(($size - 4) >> 14), $size, 'x')],
];

function length(string $data): int
{
    return strlen($data) < 8 ? 0 : (int) substr($data, 0, 8);
}

$server = server(function (int $mode, array $options) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $server->set(['worker_num' => 1, 'package_max_length' => SMALL] + $options);
    $port->set(['package_max_length' => LARGE] + $options);
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, strlen($data) . "\n"));
    ready($server);
    $server->start();
});
foreach ($rules as $name => [$options, $packet]) {
    foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
        $run = $server->start($mode, $options);
        $heard = [];
        foreach ([[0, SMALL], [1, SMALL + 1], [1, LARGE], [0, SMALL + 1], [1, LARGE + 1]] as [$port, $size]) {
            $client = $run->connect($port);
            $name_of_client = stream_socket_get_name($client, false);
            say($client, $packet($size));
            $line = hear_line($client);
            $heard[] = "$port: " . ($line === '' ? 'closed' : $line);
            if ($line === '') {
                $run->wait("remote_addr=<$name_of_client>");
            }
        }
        $run->stop();
        $log = $run->log();
        preg_match_all('/packet length (\d+) is too large: package_max_length is (\d+), remote_addr=<127\.0\.0\.1:\d+>; session \d+ of port /', $log, $said, PREG_SET_ORDER);
        $right = array_map(fn ($line) => $line[1] > $line[2] && $line[1] <= $line[2] + 65536 || $line[1] == $line[2], $said);
        $heard = implode(', ', $heard);
        echo "$name: $heard; limits ", implode(' ', array_column($said, 2)), '; ', count(array_filter($right)), ' lines of ', substr_count($log, 'remote_addr'), "\n";
    }
}
?>
--EXPECT--
eof_check: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
eof_check: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
eof_split: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
eof_split: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
length: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
length: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
function: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
function: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
mqtt: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
mqtt: 0: 65536, 1: 65537, 1: 131072, 0: closed, 1: closed; limits 65536 131072; 2 lines of 2
