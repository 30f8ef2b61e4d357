--TEST--
Coroutine\Server: a coroutine for each connection, whole packets by set(), start() again after shutdown() (manual, coroutine/server)
--FILE--
<?php
use Swoole\Coroutine\{Client, Server, Server\Connection};

const FRAMING = ['open_length_check' => true, 'package_length_type' => 'N', 'package_length_offset' => 0, 'package_body_offset' => 4];

function packet(string $body): string
{
    return pack('N', strlen($body)) . $body;
}

Co\run(function () {
    $server = new Server('127.0.0.1', 0);
    var_dump($server->port > 0, $server->fd > 0, $server->host, $server->type);
    $server->set(FRAMING);
    $server->handle(function (Connection $connection) {
        echo get_class($connection->exportSocket()), "\n";
        while (($data = $connection->recv()) !== '' && $data !== false) {
            $connection->send($data);
        }
        var_dump($connection->close());
    });
    for ($round = 1; $round <= 2; $round++) {
        go(function () use ($server, $round) {
            var_dump($server->start());
            echo "round $round is over\n";
        });
        $client = new Client(SWOOLE_SOCK_TCP);
        $client->set(FRAMING);
        var_dump($client->connect('127.0.0.1', $server->port, 5));
        $bytes = packet("one$round") . packet('two');
        $client->send(substr($bytes, 0, 6));
        Co::sleep(0.02);
        $client->send(substr($bytes, 6));
        var_dump(substr($client->recv(5), 4), substr($client->recv(5), 4));
        $client->close();
        Co::sleep(0.02);
        var_dump($server->shutdown());
    }
});
?>
--EXPECT--
bool(true)
bool(true)
string(9) "127.0.0.1"
int(2)
bool(true)
Swoole\Coroutine\Socket
string(4) "one1"
string(3) "two"
bool(true)
bool(true)
round 1 is over
bool(true)
bool(true)
Swoole\Coroutine\Socket
string(4) "one2"
string(3) "two"
bool(true)
bool(true)
round 2 is over
bool(true)
