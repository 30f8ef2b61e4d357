--TEST--
var_dump of Server\Event and Server\StatusInfo
--FILE--
<?php
var_dump(new Swoole\Server\Event, new Swoole\Server\StatusInfo);
$event = new Swoole\Server\Event;
$event->fd = 3;
$copy = unserialize(serialize(clone $event));
var_dump($copy == $event, $copy->fd);
?>
--EXPECT--
object(Swoole\Server\Event)#1 (4) {
  ["reactor_id"]=>
  int(0)
  ["fd"]=>
  int(0)
  ["dispatch_time"]=>
  float(0)
  ["data"]=>
  NULL
}
object(Swoole\Server\StatusInfo)#2 (5) {
  ["worker_id"]=>
  int(0)
  ["worker_pid"]=>
  int(0)
  ["status"]=>
  int(0)
  ["exit_code"]=>
  int(0)
  ["signal"]=>
  int(0)
}
bool(true)
int(3)
