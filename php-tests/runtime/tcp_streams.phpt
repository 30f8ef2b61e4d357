--TEST--
SWOOLE_HOOK_TCP: a client and a server of streams talk in two coroutines of one process
--FILE--
<?php
/*
 * https://wiki.swoole.com/en/#/runtime?id=swoole_hook_tcp and the common hook list: stream_socket_client, stream_socket_server, fsockopen,
 * fgets, fread, fwrite. Each side needs what the other one does later: without the hook neither would get there.
 */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_TCP]);
Coroutine\run(function () {
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    $name = stream_socket_get_name($listener, false);
    go(function () use ($listener) {
        for ($peers = 0; $peers < 3; $peers++) {
            $peer = stream_socket_accept($listener, 10, $from);
            go(function () use ($peer, $from) {
                while (($line = fgets($peer)) !== false) {
                    $size = (int) $line;
                    fwrite($peer, $size ? str_repeat('x', $size) : "$from heard $line");
                }
                fclose($peer);
            });
        }
    });

    // Lines, and who the peer is.
    $client = stream_socket_client("tcp://$name", $code, $text, 5);
    fwrite($client, "hello\n");
    echo str_replace(stream_socket_get_name($client, false), 'client', fgets($client));
    // More than the buffers of the kernel take.
    $size = 8 << 20;
    fwrite($client, "$size\n");
    $data = '';
    while (strlen($data) < $size) {
        $data .= fread($client, 1 << 16);
    }
    var_dump($data === str_repeat('x', $size));
    $meta = stream_get_meta_data($client);
    var_dump($meta['blocked'], $meta['timed_out'], $meta['eof'], feof_soon($client));
    fclose($client);

    // fsockopen, and its connection kept open by pfsockopen.
    [$host, $port] = explode(':', $name);
    $client = fsockopen($host, (int) $port, $code, $text, 5);
    fwrite($client, "again\n");
    echo preg_replace('/^\S+/', 'client', fgets($client));
    fclose($client);
    $client = pfsockopen('localhost', (int) $port, $code, $text, 5);
    fwrite($client, "kept\n");
    $same = pfsockopen('localhost', (int) $port, $code, $text, 5);
    echo preg_replace('/^\S+/', 'client', fgets($same));
    fclose($same);

    // A large write waits for the reader, too.
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    $done = new Coroutine\Channel(1);
    go(function () use ($listener, $done) {
        $done->push(strlen(stream_get_contents(stream_socket_accept($listener))));
    });
    $client = stream_socket_client('tcp://' . stream_socket_get_name($listener, false));
    var_dump(fwrite($client, str_repeat('y', $size)) === $size);
    stream_socket_shutdown($client, STREAM_SHUT_WR);
    var_dump($done->pop(10) === $size);
});

/** The peer is there and says nothing: feof() would wait as long as the stream's time limit; it has none to wait for here. */
function feof_soon($stream): bool
{
    stream_set_timeout($stream, 0, 1000);
    $ended = feof($stream);
    stream_set_timeout($stream, 60);
    return $ended;
}
?>
--EXPECT--
client heard hello
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
client heard again
client heard kept
bool(true)
bool(true)
