--TEST--
dispatch_func: what it is given, and what its answers mean
--FILE--
<?php
// Manual, setting dispatch_func: `$server, $fd, $type, $data`; the answer is a worker id, others are discarded. Measured on Swoole 6.2.2:
// the types are 0 data, 5 connect, 4 close, 1 datagram; of the data it sees 8152 bytes; -2 to a connect closes the connection;
// -3 is the dispatch mode's own choice; what is no number is converted, and null discards.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->listen('127.0.0.1', 0, SWOOLE_SOCK_UDP);
    $connects = 0;
    $server->set(['worker_num' => 3, 'reactor_num' => 2, 'dispatch_func' => function ($server, $fd, $type, $data) use (&$connects) {
        $what = strlen($data) > 20 ? strlen($data) : "'$data'";
        $in_master = var_export(posix_getpid() === $server->master_pid, true);
        echo "master $in_master fd $fd type $type data $what\n"; // in one piece: several processes write
        if ($type === 0 && $server->getClientInfo($fd)['server_port'] !== $server->port) {
            echo "wrong client\n";
        }
        $answers = ['-1' => -1, '-2' => -2, '-3' => SWOOLE_DISPATCH_RESULT_USERFUNC_FALLBACK, '9' => 9, 'null' => null,
            '"2"' => '2', '1.7' => 1.7, 'true' => true];
        if ($type === 5) {
            return ++$connects === 2 ? SWOOLE_DISPATCH_RESULT_CLOSE_CONNECTION : 2;
        }
        return array_key_exists($data, $answers) ? $answers[$data] : intval($data[0] ?? 0);
    }]);
    foreach (['Connect', 'Close'] as $event) {
        $server->on($event, fn ($server, $fd) => print("$event $fd at $server->worker_id\n"));
    }
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, strlen($data) . " at $server->worker_id\n"));
    $server->on('Packet', fn ($server, $data, $client) => $server->sendto($client['address'], $client['port'], "$server->worker_id"));
    ready($server);
    $server->start();
});
$run = $server->start();
$client = $run->connect();
foreach (['0', '1', '2', '"2"', '1.7', 'true', '-3', str_repeat('1', 20000)] as $data) {
    echo substr($data, 0, 5), ': ', ask($client, $data), "\n";
}
foreach (['-1', '-2', '9', 'null'] as $number => $data) {
    say($client, $data);
    $run->wait("type 0 data '$data'");
}
echo 'only the last is answered: ', ask($client, '0'), "\n";
$refused = $run->connect();
var_dump(closed($refused));
fclose($client);
$run->wait('Close 1 at');
$udp = stream_socket_client('udp://127.0.0.1:' . $run->port(1));
foreach (['2', '0', '-1', '9', '1'] as $data) {
    fwrite($udp, $data);
}
$workers = [datagram($udp), datagram($udp), datagram($udp)];
sort($workers);
echo 'datagrams: ', implode(' ', $workers), "\n";
echo 'status ', $run->stop(), "\n";
preg_match_all('/^(master|Connect|Close|wrong).*$|invalid target[^;]*/m', $run->output(), $lines);
sort($lines[0]);
echo implode("\n", array_unique($lines[0])), "\n";
?>
--EXPECTF--
0: 1 at 0
1: 1 at 1
2: 1 at 2
"2": 3 at 2
1.7: 3 at 1
true: 4 at 1
-3: 2 at 1
11111: 20000 at 1
only the last is answered: 1 at 0
bool(true)
datagrams: 0 1 2
status 0
Close 1 at 0
Connect 1 at 2
invalid target worker-id[9]: dispatch_func may return 0 to 2
master true fd 1 type 0 data '"2"'
master true fd 1 type 0 data '-1'
master true fd 1 type 0 data '-2'
master true fd 1 type 0 data '-3'
master true fd 1 type 0 data '0'
master true fd 1 type 0 data '1'
master true fd 1 type 0 data '1.7'
master true fd 1 type 0 data '2'
master true fd 1 type 0 data '9'
master true fd 1 type 0 data 'null'
master true fd 1 type 0 data 'true'
master true fd 1 type 0 data 8152
master true fd 1 type 4 data ''
master true fd 1 type 5 data ''
master true fd 16777343 type 1 data '-1'
master true fd 16777343 type 1 data '0'
master true fd 16777343 type 1 data '1'
master true fd 16777343 type 1 data '2'
master true fd 16777343 type 1 data '9'
master true fd 2 type 5 data ''
