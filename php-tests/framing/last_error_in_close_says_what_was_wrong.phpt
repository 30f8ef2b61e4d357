--TEST--
After a peer broke the framing, getLastError() in onClose is 1201, 1202 or 1204 (BASE)
--FILE--
<?php
// Measured on the original, Swoole 6.2.2: the code of the violation in BASE mode, 0 in PROCESS mode. Manual, server/setting.md,
// package_max_length: a packet that is longer is given up and its connection closed.
require __DIR__ . '/../include/harness.php';

$framed = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'open_length_check' => true, 'package_length_type' => 'l', 'package_body_offset' => 0,
        'package_max_length' => 70000]);
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, strlen($data) . "\n"));
    $server->on('close', fn ($server) => print("closed {$server->getLastError()} " . swoole_last_error() . "\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $run = $framed->start($mode);
    foreach ([70000, 70001, 0, -1] as $number => $length) {
        $client = $run->connect();
        say($client, pack('l', $length) . ($length === 70000 ? str_repeat('x', 69996) : ''));
        if ($length === 70000) {
            echo hear_line($client), "\n";
            $client = null;
        } else {
            var_dump(closed($client));
        }
        until(fn () => substr_count($run->output(), "closed ") > $number, 'onClose');
    }
    $run->stop();
    preg_match_all('/^closed.*$/m', $run->output(), $closed);
    echo implode("\n", $closed[0]), "\n";
}
?>
--EXPECT--
70000
bool(true)
bool(true)
bool(true)
closed 0 0
closed 1201 1201
closed 1202 1202
closed 1204 1204
70000
bool(true)
bool(true)
bool(true)
closed 0 0
closed 0 0
closed 0 0
closed 0 0
