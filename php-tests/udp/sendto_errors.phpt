--TEST--
sendto: empty data 550, bad address 711, bad port 723, too large false, no port of that family and before start a warning and 503
--FILE--
<?php
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_UDP);
    var_dump($server->sendto('127.0.0.1', 9, 'x'), swoole_last_error());
    $server->set(['worker_num' => 1]);
    $server->on('Packet', function ($server, $data, $client) {
        $port = $client['port'];
        $try = function (...$arguments) use ($server) {
            swoole_clear_error();
            echo json_encode($server->sendto(...$arguments)), ' ', swoole_last_error(), "\n";
        };
        $try('127.0.0.1', $port, '');
        $try('300.1.2.3', $port, 'x');
        $try('', $port, 'x');
        foreach ([-1, 65536, 70000] as $bad) {
            $try('127.0.0.1', $bad, 'x');
        }
        var_dump($server->sendto('127.0.0.1', $port, str_repeat('x', 65508)));
        $try('::1', $port, 'x');
        $try('/tmp/nobody', 0, 'x');
        $try('127.0.0.1', $port, str_repeat('x', 65507));
        try {
            $server->sendto('127.0.0.1', $port);
        } catch (ArgumentCountError $e) {
            echo $e->getMessage(), "\n";
        }
        $try('localhost', $port, 'done');
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect('udp://127.0.0.1:' . $run->port());
    fwrite($client, 'hello');
    var_dump(strlen(datagram($client)), datagram($client));
    $run->stop();
    echo preg_replace('/^PHP Warning:.*\n|^\n| in \S+ on line \d+/m', '', $run->output());
}
?>
--EXPECTF--
int(65507)
string(4) "done"
%AWarning: Swoole\Server::sendto(): server is not running
bool(false)
int(503)
%AWarning: Swoole\Server::sendto(): the data sent must not be empty
false 550
false 711
false 711
false 723
false 723
false 723
bool(false)
%AWarning: Swoole\Server::sendto(): UDP6 listener has to be added before executing sendto
false 503
%AWarning: Swoole\Server::sendto(): UnixDgram listener has to be added before executing sendto
false 503
true 0
Swoole\Server::sendto() expects at least 3 arguments, 2 given
true 0
int(65507)
string(4) "done"
%A
