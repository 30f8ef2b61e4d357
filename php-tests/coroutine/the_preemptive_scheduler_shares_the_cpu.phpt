--TEST--
enable_preemptive_scheduler: a coroutine that computes gives way after a time slice, unless disableScheduler() (manual, coroutine/coroutine)
--FILE--
<?php
Co::set(['enable_preemptive_scheduler' => true]);
Co\run(function () {
    $others = 0;
    $alone = true;
    go(function () use (&$others, &$alone) {
        $deadline = microtime(true) + 15;
        // Ends only when the other one got on meanwhile.
        while ($others < 3 && microtime(true) < $deadline) {
            $alone = !$alone;
        }
        echo $others >= 3 ? "others ran meanwhile\n" : "others waited\n";
        var_dump(Co::disableScheduler(), Co::disableScheduler());
        $before = $others;
        $until = microtime(true) + 0.1;
        while (microtime(true) < $until);
        echo $others === $before ? "left alone\n" : "interrupted\n";
        var_dump(Co::enableScheduler(), Co::enableScheduler());
    });
    go(function () use (&$others) {
        for ($i = 0; $i < 10; $i++) {
            Co::sleep(0.01);
            $others++;
        }
    });
});
// Outside of coroutines nothing is changed: measured on Swoole 6.2.2.
var_dump(Co::enableScheduler(), Co::disableScheduler());
?>
--EXPECT--
others ran meanwhile
bool(true)
bool(false)
left alone
bool(true)
bool(false)
bool(false)
bool(false)
