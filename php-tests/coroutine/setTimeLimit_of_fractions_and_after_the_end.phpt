--TEST--
setTimeLimit() honours fractions of a second, limits what is waited for next, and ends with its coroutine
--FILE--
<?php
// The original counts whole seconds only; fractions are an improvement.
use Swoole\Coroutine;
use Swoole\Coroutine\TimeoutException;

$begin = microtime(true);
Co\run(function () {
    go(function () {
        Coroutine::setTimeLimit(0.05);
        $until = microtime(true) + 0.1;
        while (microtime(true) < $until);
        try {
            Coroutine::sleep(30);
        } catch (TimeoutException) {
            echo "the next wait\n";
        }
        Coroutine::sleep(0.01);
        echo "and only that\n";
    });
    go(fn () => Coroutine::setTimeLimit(60));
});
var_dump(microtime(true) - $begin < 20);
Coroutine::setTimeLimit(1);
?>
--EXPECTF--
the next wait
and only that
bool(true)
%AUncaught Swoole\Error: API must be called in the coroutine%A
