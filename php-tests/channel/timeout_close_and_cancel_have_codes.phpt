--TEST--
Manual, Channel: false with errCode SWOOLE_CHANNEL_TIMEOUT, SWOOLE_CHANNEL_CLOSED, SWOOLE_CHANNEL_CANCELED; a closed channel still gives what is in it
--FILE--
<?php
use Swoole\Coroutine\Channel;
Swoole\Coroutine\run(function () {
    $chan = new Channel(1);
    var_dump($chan->pop(0.01), $chan->errCode, $chan->push(false), $chan->errCode, $chan->push(2, 0.01), $chan->errCode, $chan->pop(), $chan->errCode);
    $cid = go(function () use ($chan) { var_dump($chan->pop(), $chan->errCode === SWOOLE_CHANNEL_CANCELED); });
    Co::cancel($cid);
    go(function () use ($chan) { var_dump($chan->pop(10), $chan->errCode === SWOOLE_CHANNEL_CLOSED); });
    $chan->close();
    $full = new Channel(1);
    $full->push('last');
    var_dump($full->close(), $full->close(), $full->push(1), $full->errCode, $full->length(), $full->pop(), $full->errCode, $full->pop(), $full->errCode);
});
try { (new Channel)->pop(); } catch (Swoole\Error $e) { echo $e->getCode(), ' ', $e->getMessage(), "\n"; }
?>
--EXPECT--
bool(false)
int(-1)
bool(true)
int(0)
bool(false)
int(-1)
bool(false)
int(0)
bool(false)
bool(true)
bool(false)
bool(true)
bool(true)
bool(false)
bool(false)
int(-2)
int(1)
string(4) "last"
int(0)
bool(false)
int(-2)
10001 API must be called in the coroutine
