--TEST--
cancel() cannot cancel the running coroutine, its callers, or one that does not exist
--FILE--
<?php
// manual, Coroutine::cancel: "cannot initiate a cancellation operation on the current coroutine"
var_dump(Co::cancel(9), Co::cancel(0));
go(function () {
    $own = Co::getCid();
    var_dump(Co::cancel($own));
    go(fn () => var_dump(Co::cancel($own)));
});
?>
--EXPECT--
bool(false)
bool(false)
bool(false)
bool(false)
