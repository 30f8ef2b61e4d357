--TEST--
setTimeLimit() throws a TimeoutException out of what the coroutine waits for when its time is over
--FILE--
<?php
// Swoole 6.2: "Sets the time limit of the current coroutine"; after it the current or next wait throws.
use Swoole\Coroutine;
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\TimeoutException;

function limited(string $what, callable $wait): void
{
    go(function () use ($what, $wait) {
        $begin = microtime(true);
        $set = Coroutine::setTimeLimit(1.0);
        try {
            $wait();
            echo "$what: came back\n";
        } catch (TimeoutException $e) {
            $time = microtime(true) - $begin;
            $GLOBALS['seen'][$what] = [$set, $e->getMessage(), $e->getCode(), Coroutine::isCanceled(), $time > 0.9 && $time < 4];
        }
    });
}

Co\run(function () {
    limited('sleep', fn () => Coroutine::sleep(30));
    limited('pop', fn () => (new Channel())->pop());
    limited('yield', fn () => Coroutine::yield());
    limited('0 takes nothing back', function () {
        var_dump(Coroutine::setTimeLimit(0));
        Coroutine::sleep(30);
    });
    go(function () {
        Coroutine::setTimeLimit(1.0);
        echo "over before its time\n";
    });
});
ksort($seen);
foreach ($seen as $what => $result) {
    echo $what, ': ', json_encode($result), "\n";
}
?>
--EXPECT--
bool(false)
over before its time
0 takes nothing back: [true,"",0,true,true]
pop: [true,"",0,true,true]
sleep: [true,"",0,true,true]
yield: [true,"",0,true,true]
