--TEST--
Process: a message queue, its fill, messages of one process only, and its end
--FILE--
<?php
// manual, Process: useQueue(), push(), pop(), statQueue(), freeQueue().
use Swoole\Process;
$key = getmypid() + 0x10000000;
$one = new Process("strlen");
$two = new Process("strlen");
var_dump($one->useQueue($key, SWOOLE_MSGQUEUE_ORIENT | Process::IPC_NOWAIT), $two->useQueue($key, SWOOLE_MSGQUEUE_ORIENT | Process::IPC_NOWAIT));
var_dump($one->msgQueueKey === $key, $one->push("for one"), $two->push("for two"));
print_r($one->statQueue());
var_dump($two->pop(), $one->pop(), $one->pop(), $one->freeQueue(), $one->freeQueue(), @$one->push("x"));
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
Array
(
    [queue_num] => 2
    [queue_bytes] => 14
)
string(7) "for two"
string(7) "for one"
bool(false)
bool(true)
bool(false)
bool(false)
