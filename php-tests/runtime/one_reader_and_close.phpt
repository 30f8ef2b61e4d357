--TEST--
A second reader of a hooked stream is an error, a closed or cancelled wait ends at once
--FILE--
<?php
/* Measured on Swoole 6.2.2: the text of the error; fread() gives false when the stream is closed or the coroutine cancelled. */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_TCP | SWOOLE_HOOK_STREAM_FUNCTION]);
Coroutine\run(function () {
    [$one, $other] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    go(function () use ($one) { var_dump(fread($one, 10)); });
    go(function () use ($one) {
        try {
            fread($one, 10);
        } catch (Swoole\Error $e) {
            echo preg_replace('/\d+/', 'N', $e->getMessage()), "\n";
        }
    });
    fwrite($other, 'first');
    Coroutine::sleep(0.001);

    $reader = go(function () use ($one) { var_dump(fread($one, 10)); });
    var_dump(Coroutine::cancel($reader));

    go(function () use ($one) {
        var_dump(fgets($one));
        var_dump(is_resource($one));
    });
    var_dump(fclose($one));

    // Closed from outside of any coroutine.
    [$one, $other] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    swoole_async_set(['enable_coroutine' => false]);
    Swoole\Timer::after(1, function () use ($one) { var_dump(Coroutine::getCid(), fclose($one)); });
    var_dump(stream_get_contents($one));
});
?>
--EXPECT--
Socket#N has already been bound to another coroutine#N, reading of the same socket in coroutine#N at the same time is not allowed
string(5) "first"
bool(false)
bool(true)
bool(false)
bool(false)
bool(true)
string(0) ""
int(-1)
bool(true)
