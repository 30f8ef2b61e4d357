--TEST--
defer() runs at the end of the turn, nested ones too; cycle() in every turn until it is set to null (manual, Event: defer, cycle)
--FILE--
<?php
use Swoole\Event;
var_dump(Event::cycle(null));
Event::defer(function () {
    echo "deferred\n";
    Event::defer(fn () => print("nested\n"));
});
var_dump(Event::cycle(function () {
    echo "hello [1]\n";
    Event::cycle(function () {
        echo "hello [2]\n";
        var_dump(Event::cycle(null));
    });
}));
Swoole\Timer::after(20, fn () => 1);
echo "end of the script\n";
Event::wait();
?>
--EXPECT--
bool(false)
bool(true)
end of the script
deferred
nested
hello [1]
hello [2]
bool(true)
