--TEST--
sendwait (BASE): returns true when the peer's socket took everything; false and 1005 for an unknown fd, 550 for no data; not in PROCESS mode
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, bool $coroutine) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'enable_coroutine' => $coroutine]);
    $server->on('Receive', function ($server, $fd) {
        $result = $server->sendwait($fd, str_repeat('x', 32 << 20));
        if ($result) {
            var_dump($server->getClientInfo($fd)['send_queued_bytes'], $server->sendwait($fd, 'end'));
            foreach ([99, 0, -1] as $bad) {
                var_dump($server->sendwait($bad, 'x'), swoole_last_error());
            }
            var_dump(@$server->sendwait($fd, ''), swoole_last_error());
        } else {
            var_dump($result, swoole_last_error());
            $server->send($fd, 'no');
        }
        $server->close($fd);
    });
    ready($server);
    $server->start();
});
foreach ([[SWOOLE_BASE, false], [SWOOLE_BASE, true], [SWOOLE_PROCESS, false]] as [$mode, $coroutine]) {
    $run = $server->start($mode, $coroutine);
    $client = $run->connect();
    say($client, 'x');
    $got = hear($client, 1 << 30);
    echo strlen($got), ' ', ltrim($got, 'x'), "\n";
    $run->stop();
    echo preg_replace('/^PHP Warning.*\n|^\n| in \S+ on line \d+/m', '', $run->output());
}
?>
--EXPECTF--
33554435 end
int(0)
bool(true)
bool(false)
int(1005)
bool(false)
int(1005)
bool(false)
int(1005)
bool(false)
int(550)
33554435 end
int(0)
bool(true)
bool(false)
int(1005)
bool(false)
int(1005)
bool(false)
int(1005)
bool(false)
int(550)
2 no
%AWarning: Swoole\Server::sendwait(): can only be used with base mode and must be within worker process
bool(false)
int(503)
