--TEST--
Coroutine\run() hooks everything unless somebody said what
--FILE--
<?php
/* Measured on Swoole 6.2.2: Coroutine\run() and a scheduler begin with SWOOLE_HOOK_ALL, a server and go() do not; null is as if not set. */
use Swoole\Coroutine;
use Swoole\Runtime;

$is_on = fn () => var_dump((bool) (Runtime::getHookFlags() & SWOOLE_HOOK_SLEEP));
go($is_on);
Coroutine::set(['hook_flags' => null, 'max_coroutine' => 1000]);
Coroutine\run($is_on);
$is_on();
Runtime::enableCoroutine(false);
Coroutine\run($is_on);
?>
--EXPECT--
bool(false)
bool(true)
bool(true)
bool(false)
