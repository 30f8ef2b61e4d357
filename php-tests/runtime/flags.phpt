--TEST--
Runtime::enableCoroutine(), setHookFlags() and the option hook_flags say which hooks are wanted; the last one counts
--FILE--
<?php
/*
 * https://wiki.swoole.com/en/#/runtime: enableCoroutine($flags = SWOOLE_HOOK_ALL), enableCoroutine(false) takes all away; "it should only be
 * called once. Repeated calls will be overridden"; getHookFlags(): "the flags that were not successfully hooked will be cleared".
 * Measured on Swoole 6.2.2: they are in force at once, before and inside Coroutine\run() and from Server::set() on.
 */
use Swoole\Coroutine;
use Swoole\Runtime;

function shown(): string
{
    $names = ['SLEEP' => SWOOLE_HOOK_SLEEP, 'NET_FUNCTION' => SWOOLE_HOOK_NET_FUNCTION];
    return implode('|', array_keys(array_filter($names, fn ($flag) => Runtime::getHookFlags() & $flag))) ?: '-';
}

echo shown(), "\n";
var_dump(Runtime::enableCoroutine());
echo shown(), "\n";
var_dump(Runtime::enableCoroutine(false));
echo shown(), ' ', Runtime::getHookFlags(), "\n";
var_dump(Runtime::setHookFlags(SWOOLE_HOOK_SLEEP));
echo shown(), "\n";
var_dump(Coroutine::getOptions()['hook_flags'] === SWOOLE_HOOK_SLEEP);
Coroutine::set(['hook_flags' => SWOOLE_HOOK_NET_FUNCTION]);
echo shown(), "\n";
Coroutine\run(function () {
    echo 'inside: ', shown(), "\n";
    Runtime::enableCoroutine(SWOOLE_HOOK_SLEEP);
});
echo 'after: ', shown(), "\n";
$scheduler = new Coroutine\Scheduler();
$scheduler->set(['hook_flags' => SWOOLE_HOOK_NET_FUNCTION]);
$scheduler->add(function () { echo 'scheduler: ', shown(), "\n"; });
$scheduler->start();
$server = new Swoole\Server('127.0.0.1', 0);
$server->set(['hook_flags' => SWOOLE_HOOK_SLEEP]);
echo 'server: ', shown(), "\n";
try {
    Runtime::setHookFlags('all');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
try {
    new Runtime();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECTF--
-
[%s]	INFO	hook_flags: these hooks are not built yet, what they are for blocks the process: FILE %s
bool(true)
SLEEP|NET_FUNCTION
bool(true)
- 0
bool(true)
SLEEP
bool(true)
NET_FUNCTION
inside: NET_FUNCTION
after: SLEEP
scheduler: NET_FUNCTION
server: SLEEP
Swoole\Runtime::setHookFlags(): Argument #1 ($flags) must be of type int, string given
The object of Swoole\Runtime can not be created for security reasons
