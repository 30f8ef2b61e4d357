--TEST--
setProtocol gives recvPacket whole packets, however they arrive
--DESCRIPTION--
Manual, Coroutine\Socket: setProtocol(), recvPacket().
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
    var_dump($a->setProtocol(['open_length_check' => true, 'package_max_length' => 1024, 'package_length_type' => 'N',
        'package_length_offset' => 0, 'package_body_offset' => 4]));
    Coroutine::create(function () use ($b) {
        foreach (str_split(pack('N', 5) . 'hello' . pack('N', 0) . pack('N', 2) . 'ok') as $byte) {
            $b->send($byte);
            Coroutine::sleep(0.001);
        }
    });
    foreach ([1, 2, 3] as $n) {
        echo bin2hex($a->recvPacket(5)), "\n";
    }
    $b->send(pack('N', 5000));
    var_dump($a->recvPacket(), $a->errCode === SWOOLE_ERROR_PACKAGE_LENGTH_TOO_LARGE);
    [$a, $b] = connected();
    $a->setProtocol(['open_eof_check' => true, 'package_eof' => "\r\n"]);
    $b->send("one\r\ntwo\r\nth");
    var_dump($a->recvPacket(), $a->recvPacket(), $a->recvPacket(0.02), $a->errCode === SOCKET_ETIMEDOUT);
    $b->send("ree\r\n");
    var_dump($a->recvPacket());
    [$a, $b] = connected();
    $a->setProtocol(['open_length_check' => true, 'package_length_func' => fn ($data) => (int) $data[0]]);
    $b->send('3ab2c');
    $b->close();
    var_dump($a->recvPacket(), $a->recvPacket(), $a->recvPacket());
});
--EXPECTF--
bool(true)
0000000568656c6c6f
00000000
000000026f6b
bool(false)
bool(true)
string(5) "one
"
string(5) "two
"
bool(false)
bool(true)
string(7) "three
"
string(3) "3ab"
string(2) "2c"
string(0) ""
