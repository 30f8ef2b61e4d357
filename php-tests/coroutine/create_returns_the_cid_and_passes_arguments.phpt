--TEST--
create() and its other names return the new cid and pass further arguments on
--FILE--
<?php
// manual, Coroutine::create: `create(callable $function, ...$args): int|false`
function show(...$args)
{
    echo Co::getCid(), ': ', implode(',', $args), "\n";
}
class Job
{
    public function run(...$args) { show('run', ...$args); }
    public static function once(...$args) { show('once', ...$args); }
    public function __call($name, $args) { show("magic $name", ...$args); }
}
var_dump(Swoole\Coroutine::create('show', 'a', 'b'));
var_dump(go('show', 'c'));
var_dump(swoole_coroutine_create([new Job, 'run'], 'd'));
var_dump(Swoole\Coroutine\go('Job::once', 'e'));
var_dump(Co::create([new Job, 'anything'], 'f'));
var_dump(Co\go(fn () => show('g')));
?>
--EXPECT--
1: a,b
int(1)
2: c
int(2)
3: run,d
int(3)
4: once,e
int(4)
5: magic anything,f
int(5)
6: g
int(6)
