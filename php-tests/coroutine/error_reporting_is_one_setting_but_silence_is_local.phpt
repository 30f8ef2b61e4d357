--TEST--
error_reporting() set in a coroutine is set for all; @ silences only its own coroutine
--FILE--
<?php
error_reporting(E_ALL);
function warn($text) { trigger_error($text, E_USER_WARNING); }
go(function () {
    @(function () {
        Co::sleep(0.005);
        warn('silent');
    })();
    warn('loud again');
});
go(function () {
    warn('loud');
    Co::sleep(0.01);
    error_reporting(E_ALL & ~E_USER_WARNING);
    Co::sleep(0.001);
    warn('off');
});
go(function () {
    Co::sleep(0.02);
    var_dump(error_reporting() === (E_ALL & ~E_USER_WARNING));
    warn('off here too');
});
?>
--EXPECTF--
Warning: loud in %s on line %d

Warning: loud again in %s on line %d
bool(true)
