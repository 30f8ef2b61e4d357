--TEST--
Coroutine\Server: what can not be bound throws with its code; start() without handle() is false with errCode; unix: (manual, coroutine/server)
--FILE--
<?php
use Swoole\Coroutine\Server;

Co\run(function () {
    $first = new Server('127.0.0.1', 0);
    try {
        new Server('127.0.0.1', $first->port);
    } catch (Swoole\Exception $e) {
        echo str_replace((string) $first->port, 'PORT', $e->getMessage()), ' ', $e->getCode() === SOCKET_EADDRINUSE ? 'in use' : $e->getCode(), "\n";
    }
    var_dump($first->start(), $first->errCode === SOCKET_EINVAL);
    $shared = new Server('127.0.0.1', 0, false, true);
    $again = new Server('127.0.0.1', $shared->port, false, true);
    var_dump($again->port === $shared->port);
    $path = sys_get_temp_dir() . '/rswoole-' . getmypid() . '.sock';
    $unix = new Server("unix:$path");
    var_dump($unix->type, $unix->host === $path);
    @unlink($path);
});
?>
--EXPECT--
bind(127.0.0.1:PORT) failed in use
bool(false)
bool(true)
bool(true)
int(1)
bool(true)
