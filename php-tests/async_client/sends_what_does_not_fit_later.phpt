--TEST--
Swoole\Async\Client: send() keeps what the kernel does not take; bufferFull and bufferEmpty tell of it, and more than socket_buffer_size is refused
--FILE--
<?php
// Measured on Swoole 6.2.2, where bufferFull is called for sends that fit too.
use Swoole\Async\Client;
use Swoole\Event;

require __DIR__ . '/../include/harness.php';

const SIZE = 30_000_000;

$sink = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0);
    $server->set(['worker_num' => 1]);
    $got = 0;
    $server->on('receive', function ($server, $fd, $reactor, $data) use (&$got) {
        $got += strlen($data);
        if ($got === SIZE + 4) {
            $server->send($fd, substr($data, -4));
        }
    });
    ready($server);
    $server->start();
});
$run = $sink->start();

$run->connect();
$client = new Client(SWOOLE_SOCK_TCP);
$client->set(['socket_buffer_size' => 32 << 20]);
$client->on('connect', function (Client $client) {
    var_dump(@$client->send(str_repeat('x', 40_000_000)), $client->errCode);
    var_dump($client->send(str_repeat('x', SIZE)));
    var_dump($client->send('last'));
});
$client->on('bufferFull', fn () => print "full\n");
$client->on('bufferEmpty', fn () => print "empty\n");
$client->on('receive', function (Client $client, string $data) {
    var_dump($data);
    $client->close();
});
$client->on('error', fn () => print "error\n");
$client->on('close', fn () => print "closed\n");
$client->connect('127.0.0.1', $run->port());
Event::wait();
$run->stop();
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
