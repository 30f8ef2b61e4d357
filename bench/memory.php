<?php
/*
 * What shared memory and channels cost a script: Table, Atomic, Lock, Channel. Nanoseconds for one operation, the best of five rounds.
 *     php -d extension=./rswoole.so bench/memory.php
 */
use Swoole\Coroutine\Channel;

function best(string $name, int $times, Closure $body): void
{
    $best = INF;
    for ($round = 0; $round < 5; $round++) {
        $start = hrtime(true);
        $body($times);
        $best = min($best, (hrtime(true) - $start) / $times);
    }
    printf("%-34s %8.1f ns\n", $name, $best);
}

$table = new Swoole\Table(65536);
$table->column('id', Swoole\Table::TYPE_INT);
$table->column('name', Swoole\Table::TYPE_STRING, 32);
$table->column('ratio', Swoole\Table::TYPE_FLOAT);
$table->create();
for ($n = 0, $keys = []; $n < 10000; $n++) {
    $keys[] = "session:$n";
}
$row = ['id' => 7, 'name' => 'somebody else', 'ratio' => 0.5];
best('Table::set, three columns', 200000, function ($times) use ($table, $keys, $row) { for ($n = 0; $n < $times; $n++) $table->set($keys[$n % 10000], $row); });
best('Table::get, a row', 200000, function ($times) use ($table, $keys) { for ($n = 0; $n < $times; $n++) $table->get($keys[$n % 10000]); });
best('Table::get, a field', 200000, function ($times) use ($table, $keys) { for ($n = 0; $n < $times; $n++) $table->get($keys[$n % 10000], 'id'); });
best('Table::incr', 200000, function ($times) use ($table, $keys) { for ($n = 0; $n < $times; $n++) $table->incr($keys[$n % 10000], 'id'); });
best('Table::exist', 200000, function ($times) use ($table, $keys) { for ($n = 0; $n < $times; $n++) $table->exist($keys[$n % 10000]); });
best('Table, foreach', 10000, function () use ($table) { foreach ($table as $key => $values); });
$atomic = new Swoole\Atomic;
best('Atomic::add', 500000, function ($times) use ($atomic) { for ($n = 0; $n < $times; $n++) $atomic->add(); });
$lock = new Swoole\Lock;
best('Lock::lock, unlock', 500000, function ($times) use ($lock) { for ($n = 0; $n < $times; $n++) { $lock->lock(); $lock->unlock(); } });
Swoole\Coroutine\run(function () {
    $channel = new Channel(16);
    best('Channel, push and pop', 200000, function ($times) use ($channel) { for ($n = 0; $n < $times; $n++) { $channel->push($n); $channel->pop(); } });
    best('Channel, between two coroutines', 200000, function ($times) {
        $channel = new Channel(1);
        go(function () use ($channel, $times) { for ($n = 0; $n < $times; $n++) $channel->push($n); });
        for ($n = 0; $n < $times; $n++) $channel->pop();
    });
});
