--TEST--
Client::connect() of UDP: without $sock_flag anybody may answer, and getpeername() tells who did; with it only the peer (manual, client: UDP Connect)
--EXTENSIONS--
sockets
--FILE--
<?php
// What the names are before an answer is measured on Swoole 6.2.2.
use Swoole\Client;

function peer(): array
{
    $socket = stream_socket_server('udp://127.0.0.1:0', flags: STREAM_SERVER_BIND);
    return [$socket, (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1)];
}

[$server, $port] = peer();
[$stranger, $other] = peer();
foreach ([0, 1] as $flag) {
    echo "sock_flag $flag\n";
    $client = new Client(SWOOLE_SOCK_UDP);
    var_dump($client->connect('localhost', $port, 5, $flag));
    echo $client->getsockname()['host'], $flag ? '' : ' ' . $client->getpeername()['host'], "\n";
    $client->send('question');
    echo stream_socket_recvfrom($server, 100, 0, $from), "\n";
    $own = '127.0.0.1:' . $client->getsockname()['port'];
    stream_socket_sendto($stranger, 'from a stranger', 0, $own);
    stream_socket_sendto($server, 'answer', 0, $own);
    foreach ($flag ? [1] : [1, 2] as $_) {
        echo $client->recv(), ' ', match ($client->getpeername()['port']) {
            $port => 'server',
            $other => 'stranger',
        }, "\n";
    }
    var_dump($client->isConnected(), $client->close());
}

$path = sys_get_temp_dir() . '/rswoole-test-' . getmypid() . '.sock';
$server = socket_create(AF_UNIX, SOCK_DGRAM, 0);
socket_bind($server, $path);
$client = new Client(SWOOLE_SOCK_UNIX_DGRAM);
$client->connect($path);
$client->send('question');
socket_recvfrom($server, $data, 100, 0, $from);
echo $data, "\n";
socket_sendto($server, 'answer', 6, 0, $from);
echo $client->recv(), "\n";
var_dump($client->getsockname()['host'] === $from, file_exists($from));
unset($client);
var_dump(file_exists($from));
unlink($path);
?>
--EXPECT--
sock_flag 0
bool(true)
0.0.0.0 0.0.0.0
question
from a stranger stranger
answer server
bool(true)
bool(true)
sock_flag 1
bool(true)
127.0.0.1
question
answer server
bool(true)
bool(true)
question
answer
bool(true)
bool(true)
bool(false)
