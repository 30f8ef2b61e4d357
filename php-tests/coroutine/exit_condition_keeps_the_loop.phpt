--TEST--
exit_condition decides whether the loop may end
--FILE--
<?php
// manual, Coroutine::set: "Pass a callable that returns a bool to customize the condition for reactor exit"
$asked = 0;
Co::set(['enable_deadlock_check' => false, 'exit_condition' => function () use (&$asked, &$parked) {
    if ($asked++ === 0) {
        echo "asked\n";
        Co::resume($parked);
    }
    return Co::stats()['coroutine_num'] === 0;
}]);
$parked = go(function () {
    Co::yield();
    echo "resumed\n";
    Co::sleep(0.001);
    echo "slept\n";
});
go(fn () => Co::sleep(0.001));
?>
--EXPECT--
asked
resumed
slept
