--TEST--
Values in a channel go with it, cycles through it are found
--FILE--
<?php
use Swoole\Coroutine\Channel;
class Loud { public $chan; function __destruct() { echo "gone\n"; } }
Swoole\Coroutine\run(function () {
    $chan = new Channel(2);
    $chan->push(new Loud);
    unset($chan);
    $chan = new Channel(2);
    $loud = new Loud;
    $loud->chan = $chan;
    $chan->push($loud);
    unset($chan, $loud);
    gc_collect_cycles();
    echo "end\n";
});
?>
--EXPECT--
gone
gone
end
