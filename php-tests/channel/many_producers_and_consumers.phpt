--TEST--
Channel: many producers and consumers with timeouts lose nothing and give nothing twice
--FILE--
<?php
use Swoole\Coroutine\Channel;
Swoole\Coroutine\run(function () {
    $chan = new Channel(3);
    $seen = [];
    $wait = new Swoole\Coroutine\WaitGroup(20);
    for ($p = 0; $p < 20; $p++) go(function () use ($chan, $p, $wait) {
        for ($n = 0; $n < 50; $n++) {
            while (!$chan->push("$p-$n", 0.002)) if ($chan->errCode !== SWOOLE_CHANNEL_TIMEOUT) echo "code {$chan->errCode}\n";
            if ($n % 7 == 0) Co::sleep(0.001);
        }
        $wait->done();
    });
    for ($c = 0; $c < 7; $c++) go(function () use ($chan, &$seen) {
        while (($v = $chan->pop(1)) !== false) $seen[] = $v;
    });
    $wait->wait();
    while (!$chan->isEmpty()) Co::sleep(0.001);
    $chan->close();
    var_dump(count($seen), count(array_unique($seen)));
});
?>
--EXPECT--
int(1000)
int(1000)
