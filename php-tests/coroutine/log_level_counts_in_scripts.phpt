--TEST--
Coroutine::set(['log_level' => …]): what the extension logs in a script goes to standard output, from that level on
--FILE--
<?php
// coroutine/coroutine, set: log_level
use Swoole\Coroutine\Http\Server;

Co\run(function () {
    foreach ([SWOOLE_LOG_WARNING, SWOOLE_LOG_ERROR, SWOOLE_LOG_NONE, SWOOLE_LOG_INFO] as $level) {
        Co::set(['log_level' => $level]);
        echo "level $level\n";
        (new Server('127.0.0.1', 0))->set(['worker_num' => 1]);
    }
});
?>
--EXPECTF--
level 4
[%s]	WARNING	option [worker_num] has no effect on a Coroutine\Http\Server: set it on server
level 5
level 6
level 2
[%s]	WARNING	option [worker_num] has no effect on a Coroutine\Http\Server: set it on server
