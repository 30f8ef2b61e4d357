--TEST--
Hooks that are not built are named once in the log, and are not among getHookFlags(); no PHP warning is raised
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=gethookflags: "the flags that were not successfully Hooked will be cleared" */
use Swoole\Runtime;

set_error_handler(function (int $level, string $text) { throw new ErrorException($text); });
Swoole\Coroutine::set(['hook_flags' => SWOOLE_HOOK_SLEEP | SWOOLE_HOOK_FILE]);
var_dump(Runtime::getHookFlags() === SWOOLE_HOOK_SLEEP);
Runtime::enableCoroutine(SWOOLE_HOOK_FILE | SWOOLE_HOOK_SOCKETS);
Runtime::enableCoroutine(SWOOLE_HOOK_FILE | SWOOLE_HOOK_SOCKETS);
Runtime::enableCoroutine();
Runtime::enableCoroutine();
?>
--EXPECTF--
[%s]	WARNING	hook_flags: these hooks are not built yet, what they are for blocks the process: FILE (files and directories)
bool(true)
[%s]	WARNING	hook_flags: these hooks are not built yet, what they are for blocks the process: SOCKETS (ext-sockets)
[%s]	INFO	hook_flags: these hooks are not built yet, what they are for blocks the process: CURL %s
