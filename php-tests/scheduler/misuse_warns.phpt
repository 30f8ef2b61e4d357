--TEST--
Scheduler: nothing to start, and use while it runs, warn and give false (error 503)
--FILE--
<?php
$scheduler = new Swoole\Coroutine\Scheduler;
$try = function (callable $call) {
    $result = @$call();
    echo json_encode($result), ' ', swoole_last_error(), ' ', error_get_last()['message'] ?? '', "\n";
    error_clear_last();
    swoole_clear_error();
};
$try(fn () => (new Swoole\Coroutine\Scheduler)->start());
$scheduler->add(function () use ($scheduler, $try) {
    $try(fn () => $scheduler->add(fn () => 1));
    $try(fn () => $scheduler->parallel(2, fn () => 1));
    $try(fn () => $scheduler->start());
});
var_dump($scheduler->start());
try {
    $scheduler = new Swoole\Coroutine\Scheduler;
    $scheduler->add('nope');
} catch (TypeError $error) {
    echo get_class($error), "\n";
}
?>
--EXPECT--
false 503 Swoole\Coroutine\Scheduler::start(): no coroutine task
false 503 Swoole\Coroutine\Scheduler::add(): scheduler is running, unable to execute Swoole\Coroutine\Scheduler->add
false 503 Swoole\Coroutine\Scheduler::parallel(): scheduler is running, unable to execute Swoole\Coroutine\Scheduler->parallel
false 503 Swoole\Coroutine\Scheduler::start(): scheduler is started, unable to execute Swoole\Coroutine\Scheduler->start
bool(true)
TypeError
