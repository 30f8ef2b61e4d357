--TEST--
stats() counts the living, the most at once and the last cid
--FILE--
<?php
echo implode(' ', array_keys(Co::stats())), "\n";
$show = fn () => vprintf("%d %d %d\n", array_slice(Co::stats(), -3));
$show();
$cid = go(function () use ($show) {
    go(fn () => null);
    $show();
    Co::yield();
});
$show();
Co::resume($cid);
$show();
?>
--EXPECT--
event_num signal_listener_num aio_task_num aio_worker_num aio_queue_size c_stack_size coroutine_num coroutine_peak_num coroutine_last_cid
0 0 0
1 2 2
1 2 2
0 2 2
