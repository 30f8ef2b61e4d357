--TEST--
Swoole\Async\Client: send() keeps what the kernel does not take; bufferFull and bufferEmpty tell of it, and more than socket_buffer_size is refused
--EXTENSIONS--
pcntl
--FILE--
<?php
// Measured on Swoole 6.2.2, where bufferFull is called for sends that fit too.
use Swoole\Async\Client;
use Swoole\Event;

const SIZE = 30_000_000;

$listener = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($listener, false), ':'), 1);
[$sign, $awaited] = stream_socket_pair(AF_UNIX, SOCK_STREAM, 0);
if (pcntl_fork() === 0) {
    // Reads nothing before it is told to, so that the kernel can not take all of it.
    fread($awaited, 1);
    $peer = stream_socket_accept($listener, 15);
    for ($got = 0, $last = ''; $got < SIZE + 4; $got += strlen($data)) {
        $data = fread($peer, 1 << 16);
        $last = substr($last . $data, -4);
    }
    fwrite($peer, $last);
    fread($peer, 1);
    exit;
}
$client = new Client(SWOOLE_SOCK_TCP);
$client->set(['socket_buffer_size' => 32 << 20]);
$client->on('connect', function (Client $client) use ($sign) {
    var_dump(@$client->send(str_repeat('x', 40_000_000)), $client->errCode);
    var_dump($client->send(str_repeat('x', SIZE)));
    var_dump($client->send('last'));
    fwrite($sign, '!');
});
$client->on('bufferFull', fn () => print "full\n");
$client->on('bufferEmpty', fn () => print "empty\n");
$client->on('receive', function (Client $client, string $data) {
    var_dump($data);
    $client->close();
});
$client->on('error', fn () => print "error\n");
$client->on('close', fn () => print "closed\n");
$client->connect('127.0.0.1', $port);
Event::wait();
pcntl_wait($status);
?>
--EXPECT--
bool(false)
int(22)
full
int(30000000)
int(4)
empty
string(4) "last"
closed
