--TEST--
SWOOLE_HOOK_PROC: who has a part of what it reads from a pipe already waits for the rest in its coroutine alone
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_proc */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_PROC | SWOOLE_HOOK_STDIO]);
Coroutine\run(function () {
    $heard = new Coroutine\Channel(1);
    $sign = tempnam(sys_get_temp_dir(), 'rswoole-test-');
    $pipe = popen("printf 'line\\nhe'; while [ -e $sign ]; do sleep 0.01; done; printf llo", 'r');
    echo fgets($pipe);
    // "he" is read with the line.
    go(function () use ($pipe, $heard) { $heard->push(stream_get_contents($pipe)); });
    unlink($sign);
    var_dump($heard->pop(10));
});
?>
--EXPECT--
line
string(5) "hello"
