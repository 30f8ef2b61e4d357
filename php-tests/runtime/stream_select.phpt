--TEST--
SWOOLE_HOOK_STREAM_FUNCTION: stream_select() waits for what another coroutine does
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_stream_function */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_STREAM_FUNCTION]);
Coroutine\run(function () {
    [$a, $far_a] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    [$b, $far_b] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $done = new Coroutine\Channel(1);
    foreach ([[10, 0], [null, null]] as [$seconds, $micros]) {
        go(function () use ($a, $b, $done, $seconds, $micros) {
            $read = ['a' => $a, 'b' => $b];
            $write = $except = null;
            $count = stream_select($read, $write, $except, $seconds, $micros);
            $done->push([$count, array_keys($read), fgets($b)]);
        });
        fwrite($far_b, "hello\n");
        echo json_encode($done->pop(10)), "\n";
    }
    // Nothing comes: the time passes. What PHP has read already, and room to write, need no wait.
    $read = [$a];
    $write = $except = [];
    var_dump(stream_select($read, $write, $except, 0, 1000), $read);
    fwrite($far_a, "one\ntwo\n");
    fgets($a);
    $read = [$a];
    $write = [$b];
    var_dump(stream_select($read, $write, $except, 10), count($read), count($write));
    $read = $write = [];
    try {
        stream_select($read, $write, $except, 10);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
[1,["b"],"hello\n"]
[1,["b"],"hello\n"]
int(0)
array(0) {
}
int(1)
int(1)
int(0)
No stream arrays were passed
