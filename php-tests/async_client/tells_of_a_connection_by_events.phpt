--TEST--
Swoole\Async\Client: connect, receive and close are events; either connect or error comes (manual, client_async)
--FILE--
<?php
use Swoole\Async\Client;
use Swoole\Event;
use Swoole\Timer;

require __DIR__ . '/../include/harness.php';

$echo = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0);
    $server->set(['worker_num' => 1]);
    $server->on('receive', function ($server, $fd, $reactor, $data) {
        match ($data) {
            'quit' => $server->close($fd),
            'two' => $server->send($fd, "one\r\n\r\ntwo\r\n\r\n"),
            default => $server->send($fd, $data),
        };
    });
    ready($server);
    $server->start();
});
$run = $echo->start();
$port = $run->port();
$run->connect();

function client(array $callbacks): Client
{
    $client = new Client(SWOOLE_SOCK_TCP);
    $others = array_fill_keys(['connect', 'receive', 'error', 'close'], null);
    foreach ($callbacks + $others as $event => $callback) {
        $client->on($event, function (Client $client, ...$data) use ($event, $callback) {
            echo "[$event", $client->isConnected() ? '' : ' off', implode('', array_map(fn ($d) => ' ' . trim($d), $data)), ']';
            $callback && $callback($client, ...$data);
        });
    }
    return $client;
}

function after(Client $client): void
{
    Event::wait();
    echo ' ', json_encode([$client->isConnected(), $client->errCode]), "\n";
}

$client = client(['connect' => fn ($c) => $c->send('hello'), 'receive' => fn ($c) => $c->close()]);
var_dump($client->connect('127.0.0.1', $port), $client->isConnected(), @$client->connect('127.0.0.1', $port));
after($client);

echo 'closed by the server: ';
$client = client(['connect' => fn ($c) => $c->send('quit')]);
$client->connect('127.0.0.1', $port);
after($client);

echo 'again: ';
$client->connect('127.0.0.1', $port);
after($client);

$closed = stream_socket_server('tcp://127.0.0.1:0');
$dead = (int) substr(strrchr(stream_socket_get_name($closed, false), ':'), 1);
fclose($closed);
echo 'nobody listens: ';
$client = client([]);
echo json_encode($client->connect('127.0.0.1', $dead)), ' ';
after($client);

echo 'no such host: ';
$client = client([]);
$client->connect('no.such.host.invalid', $port);
after($client);

echo 'packets: ';
$client = client([
    'connect' => fn ($c) => $c->send('two'),
    'receive' => fn ($c, $data) => $data === "two\r\n\r\n" && $c->close(),
]);
$client->set(['open_eof_check' => true, 'open_eof_split' => true, 'package_eof' => "\r\n\r\n"]);
$client->connect('127.0.0.1', $port);
after($client);

echo 'given up: ';
$client = client([]);
$client->connect('127.0.0.1', $port);
$client->close();
after($client);

echo 'asleep: ';
$client = client([
    'connect' => function ($c) {
        echo json_encode([$c->sleep(), @$c->sleep(), $c->send('hello')]);
        Timer::after(50, function () use ($c) {
            echo '[timer]', json_encode([$c->wakeup(), @$c->wakeup()]);
        });
    },
    'receive' => fn ($c) => $c->close(),
]);
$client->connect('127.0.0.1', $port);
after($client);

echo 'asleep it keeps no loop: ';
$client = client(['connect' => fn ($c) => $c->sleep()]);
$client->connect('127.0.0.1', $port);
after($client);
$client->close();
echo "\n";

echo 'without a variable: ';
client(['connect' => fn ($c) => $c->send('hello'), 'receive' => fn ($c) => $c->close()])->connect('127.0.0.1', $port);
Event::wait();
echo "\n";

echo 'in a coroutine: ';
$client = client(['connect' => fn ($c) => $c->send('hello'), 'receive' => fn ($c) => $c->close()]);
Co\run(fn () => $client->connect('127.0.0.1', $port));
after($client);
$run->stop();
?>
--EXPECT--
bool(true)
bool(false)
bool(false)
[connect][receive hello][close off] [false,0]
closed by the server: [connect][close off] [false,0]
again: [connect][close off] [false,0]
nobody listens: true [error off] [false,111]
no such host: [error off] [false,711]
packets: [connect][receive one][receive two][close off] [false,0]
given up:  [false,0]
asleep: [connect][true,false,5][timer][true,false][receive hello][close off] [false,0]
asleep it keeps no loop: [connect] [true,0]
[close off]
without a variable: [connect][receive hello][close off]
in a coroutine: [connect][receive hello][close off] [false,0]
