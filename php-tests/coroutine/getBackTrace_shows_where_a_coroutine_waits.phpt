--TEST--
getBackTrace() of another coroutine, of the creator, of the running one, of none
--FILE--
<?php
function one($x) { two(); }
function two() { Co::yield(); }
function show($trace) { foreach ($trace as $frame) echo ' ', $frame['class'] ?? '', $frame['type'] ?? '', $frame['function'], ':', $frame['line'] ?? '-'; echo "\n"; }
$cid = go(function () { one(1); });
show(Co::getBackTrace($cid));
show(Co::getBackTrace($cid, DEBUG_BACKTRACE_IGNORE_ARGS, 2));
go(function () {
    go(function () {
        show(Co::getBackTrace(Co::getPcid()));
        show(Co::getBackTrace());
    });
});
var_dump(isset(Co::getBackTrace($cid)[2]['args']), isset(Co::getBackTrace($cid, DEBUG_BACKTRACE_IGNORE_ARGS)[2]['args']));
var_dump(Co::getBackTrace(99));
Co::printBackTrace($cid);
go(function () { Co::printBackTrace(); });
Co::resume($cid);
?>
--EXPECTF--
 Swoole\Coroutine::yield:3 two:2 one:5 {closure%S}:-
 Swoole\Coroutine::yield:3 two:2
 go:%d {closure%S}:-
 Swoole\Coroutine::getBackTrace:11 {closure%S}:-
bool(true)
bool(false)
bool(false)
#0 %s(3): Swoole\Coroutine::yield()
#1 %s(2): two()
#2 %s(5): one(1)
#3 [internal function]: {closure%S}()
#0 [internal function]: {closure%S}()
