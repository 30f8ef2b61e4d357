--TEST--
Deferred callbacks run when the function is over, the last one first, with its return value, and may wait
--FILE--
<?php
// manual, Coroutine::defer: "the calling order is in reverse order (last-in, first-out)"
go(function () {
    defer(function () {
        echo 'first registered, in ', Co::getCid(), "\n";
    });
    Co::defer(function ($result) {
        var_dump($result);
        Co::sleep(0.001);
        echo "second registered\n";
    });
    swoole_coroutine_defer(function () {
        echo "third registered\n";
        defer(fn () => print("registered by a deferred one\n"));
    });
    echo "body\n";
    return 5;
});
echo "main\n";
?>
--EXPECT--
body
third registered
registered by a deferred one
int(5)
main
second registered
first registered, in 1
