--TEST--
SWOOLE_HOOK_NET_FUNCTION: gethostbyname() lets other coroutines go on, and gives what PHP's gives
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_blocking_function. A name that is not found comes back as it was, as from PHP's own function. */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_NET_FUNCTION]);
$all = fn () => [gethostbyname('localhost'), gethostbyname('127.0.0.2'), gethostbyname('no-such-name.invalid'), gethostbynamel('localhost'),
    gethostbynamel('no-such-name.invalid')];
$as_php = $all();
Coroutine\run(function () use ($all, $as_php) {
    $found = null;
    $done = new Coroutine\Channel(1);
    go(function () use (&$found, $all, $done) {
        $found = $all();
        $done->push(true);
    });
    var_dump($found);
    $done->pop(10);
    var_dump($found === $as_php);
});
?>
--EXPECTF--
[%s]	WARNING	hook_flags: these hooks are not built yet, what they are for blocks the process: NET_FUNCTION (DNS records, mail(); but gethostbyname() is)
NULL
bool(true)
