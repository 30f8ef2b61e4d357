--TEST--
readVector and writeVector move several pieces by one call
--DESCRIPTION--
Manual, Coroutine\Socket: readVector(), readVectorAll(), writeVector(), writeVectorAll().
--EXTENSIONS--
sockets
--FILE--
<?php
use Swoole\Coroutine;
use Swoole\Coroutine\Socket;

/** Two connected TCP sockets. */
function connected(): array
{
    $listener = new Socket(AF_INET, SOCK_STREAM, 0);
    $listener->bind('127.0.0.1', 0);
    $listener->listen(128);
    $client = new Socket(AF_INET, SOCK_STREAM, 0);
    $client->connect('127.0.0.1', $listener->getsockname()['port']);
    return [$listener->accept(), $client];
}
Coroutine::set(['hook_flags' => 0]);
Coroutine\run(function () {
    [$a, $b] = connected();
    echo $b->writeVector(['hello', 'world']), json_encode($a->readVector([5, 5])), "\n";
    echo $b->writeVectorAll(['hello', 'wor']), json_encode($a->readVector([5, 5])), "\n";
    $big = str_repeat('x', 3000000);
    $reader = Coroutine::create(function () use ($a) { echo strlen($a->recvAll(6000000)), "\n"; });
    $sent = $b->writeVectorAll([$big, $big]);
    Coroutine::join([$reader]);
    var_dump($sent);
    Coroutine::create(function () use ($b) { $b->send('abcd'); Coroutine::sleep(0.01); $b->send('efgh'); $b->close(); });
    echo json_encode($a->readVectorAll([3, 3, 2])), json_encode($a->readVectorAll([3])), "\n";
    foreach ([fn () => $a->readVector([-1]), fn () => $a->readVector(['5']), fn () => $a->writeVector([''])] as $wrong) {
        try { $wrong(); } catch (Socket\Exception $e) { echo $e->getCode(), ' ', $e->getMessage(), "\n"; }
    }
    var_dump($a->readVector(array_fill(0, 2000, 1)), $a->errMsg);
});
--EXPECTF--
10["hello","world"]
8["hello","wor"]
6000000
int(6000000)
["abc","def","gh"][]
22 Item #[0] must be greater than 0
22 Item #[0] must be of type int, string given
22 Item #[0] cannot be empty string
bool(false)
string(32) "The maximum of iov count is 1024"
