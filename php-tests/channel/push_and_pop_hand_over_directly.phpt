--TEST--
Manual, Channel: who pushes continues who waits, first come first served; push waits while the channel is full
--FILE--
<?php
use Swoole\Coroutine\Channel;
Swoole\Coroutine\run(function () {
    $chan = new Channel(1);
    foreach ([1, 2, 3] as $i) go(function () use ($chan, $i) { $v = $chan->pop(); echo "[$i got $v]"; });
    var_dump($chan->stats());
    foreach ([1, 2, 3] as $i) { $chan->push("v$i"); echo "<pushed $i>"; }
    echo "\n";
    foreach ([1, 2, 3] as $i) go(function () use ($chan, $i) { $chan->push("v$i"); echo "[$i pushed]"; });
    var_dump($chan->length(), $chan->isFull(), $chan->stats()['producer_num']);
    foreach ([1, 2, 3] as $i) { $v = $chan->pop(); echo "<popped $v>"; }
    echo "\n";
    var_dump($chan->isEmpty(), $chan->capacity, (new Channel(0))->capacity);
});
?>
--EXPECT--
array(3) {
  ["consumer_num"]=>
  int(3)
  ["producer_num"]=>
  int(0)
  ["queue_num"]=>
  int(0)
}
[1 got v1]<pushed 1>[2 got v2]<pushed 2>[3 got v3]<pushed 3>
[1 pushed]int(1)
bool(true)
int(2)
[2 pushed]<popped v1>[3 pushed]<popped v2><popped v3>
bool(true)
int(1)
int(1)
