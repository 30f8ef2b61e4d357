--TEST--
Event::exit(): where no loop runs there is none to end, and the next one runs to its end
--FILE--
<?php
// Measured on Swoole 6.2.2.
Swoole\Event::exit();
Swoole\Timer::after(5, function () {
    echo "timer\n";
});
Swoole\Event::wait();
try {
    @Swoole\Event::add(STDIN, 'no_such_function');
} catch (Swoole\Exception $e) {
    echo $e->getCode(), ' ', $e->getMessage(), "\n";
}
?>
--EXPECT--
timer
505 readable_callback must be of type callable, string given
