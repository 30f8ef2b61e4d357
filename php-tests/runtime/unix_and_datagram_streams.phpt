--TEST--
SWOOLE_HOOK_UNIX, SWOOLE_HOOK_UDP and SWOOLE_HOOK_UDG: accept and receive wait for another coroutine
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_unix, swoole_hook_udp, swoole_hook_udg */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_UNIX | SWOOLE_HOOK_UDP | SWOOLE_HOOK_UDG]);
$path = sys_get_temp_dir() . '/rswoole-runtime-' . getmypid();
Coroutine\run(function () use ($path) {
    $listener = stream_socket_server("unix://$path.sock");
    $heard = new Coroutine\Channel(8);
    go(function () use ($listener, $heard) {
        $peer = stream_socket_accept($listener);
        $heard->push(fgets($peer));
        fwrite($peer, "welcome\n");
    });
    $client = stream_socket_client("unix://$path.sock");
    fwrite($client, "through a path\n");
    echo fgets($client), $heard->pop(10);

    foreach (['udp://127.0.0.1:0', "udg://$path.dgram"] as $address) {
        $receiver = stream_socket_server($address, $code, $text, STREAM_SERVER_BIND);
        go(function () use ($receiver, $heard) {
            $heard->push(stream_socket_recvfrom($receiver, 100));
            $heard->push(stream_socket_recvfrom($receiver, 100));
        });
        $scheme = strtok($address, ':');
        $sender = stream_socket_client("$scheme://" . stream_socket_get_name($receiver, false));
        var_dump(fwrite($sender, "by $scheme"), stream_socket_sendto($sender, "again"));
        var_dump($heard->pop(10), $heard->pop(10));
    }
});
array_map('unlink', glob("$path.*"));
?>
--EXPECT--
welcome
through a path
int(6)
int(5)
string(6) "by udp"
string(5) "again"
int(6)
int(5)
string(6) "by udg"
string(5) "again"
