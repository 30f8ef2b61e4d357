<?php
/*
 * What single calls cost a script: shared memory, channels, timers, coroutines, pipes.
 *     php -d extension=./rswoole.so bench/scenarios/operations.php        every operation, nanoseconds each
 *     ./dev bench operations --b other.so                                 against another build, in turns
 */
use Swoole\Coroutine;
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Socket;
use Swoole\Process;
use Swoole\Timer;

require __DIR__ . '/include/operation.php';

Coroutine::set(['max_coroutine' => 200_000, 'enable_deadlock_check' => false, 'log_level' => SWOOLE_LOG_NONE]);

$table = new Swoole\Table(65536);
$table->column('id', Swoole\Table::TYPE_INT);
$table->column('name', Swoole\Table::TYPE_STRING, 32);
$table->column('ratio', Swoole\Table::TYPE_FLOAT);
$table->create();
$row = ['id' => 7, 'name' => 'somebody else', 'ratio' => 0.5];
$keys = [];
for ($n = 0; $n < 10_000; $n++) {
    $keys[] = "session:$n";
    $table->set($keys[$n], $row);
}
$atomic = new Swoole\Atomic();
$long = new Swoole\Atomic\Long();
$lock = new Swoole\Lock();

/** A coroutine of its own for what has to be in one. */
$inside = fn (Closure $body) => function (int $times, Closure $start) use ($body) {
    Coroutine\run(function () use ($body, $times, $start) {
        $start();
        $body($times, $start);
    });
};
const TIMERS = 100_000;
const MESSAGE = 1024;

run_operations([
    'a static method without arguments' => [1_000_000, function ($times) {
        for ($n = 0; $n < $times; $n++) Coroutine::getCid();
    }],
    'Atomic::add' => [1_000_000, function ($times) use ($atomic) {
        for ($n = 0; $n < $times; $n++) $atomic->add();
    }],
    'Atomic::add(1)' => [1_000_000, function ($times) use ($atomic) {
        for ($n = 0; $n < $times; $n++) $atomic->add(1);
    }],
    'Atomic::get' => [1_000_000, function ($times) use ($atomic) {
        for ($n = 0; $n < $times; $n++) $atomic->get();
    }],
    'Atomic\Long::add' => [1_000_000, function ($times) use ($long) {
        for ($n = 0; $n < $times; $n++) $long->add();
    }],
    'Table::set, three columns' => [400_000, function ($times) use ($table, $keys, $row) {
        for ($n = 0; $n < $times; $n++) $table->set($keys[$n % 10_000], $row);
    }],
    'Table::get, a row' => [400_000, function ($times) use ($table, $keys) {
        for ($n = 0; $n < $times; $n++) $table->get($keys[$n % 10_000]);
    }],
    'Table::get, a field' => [400_000, function ($times) use ($table, $keys) {
        for ($n = 0; $n < $times; $n++) $table->get($keys[$n % 10_000], 'id');
    }],
    'Table::incr' => [400_000, function ($times) use ($table, $keys) {
        for ($n = 0; $n < $times; $n++) $table->incr($keys[$n % 10_000], 'id');
    }],
    'Table::exist' => [400_000, function ($times) use ($table, $keys) {
        for ($n = 0; $n < $times; $n++) $table->exist($keys[$n % 10_000]);
    }],
    'Table, foreach, a row' => [100_000, function ($times) use ($table) {
        for ($n = 0; $n < $times; $n += 10_000) foreach ($table as $key => $values);
    }],
    'Lock::lock, unlock' => [500_000, function ($times) use ($lock) {
        for ($n = 0; $n < $times; $n++) {
            $lock->lock();
            $lock->unlock();
        }
    }],
    'Channel, push and pop' => [400_000, $inside(function ($times) {
        $channel = new Channel(16);
        for ($n = 0; $n < $times; $n++) {
            $channel->push($n);
            $channel->pop();
        }
    })],
    'Channel, between two coroutines' => [400_000, $inside(function ($times) {
        $channel = new Channel(1);
        go(function () use ($channel, $times) {
            for ($n = 0; $n < $times; $n++) $channel->push($n);
        });
        for ($n = 0; $n < $times; $n++) $channel->pop();
    })],
    'Coroutine::create, an empty function' => [400_000, $inside(function ($times) {
        $empty = function () {};
        for ($n = 0; $n < $times; $n++) Coroutine::create($empty);
    })],
    'Coroutine::resume and yield' => [400_000, $inside(function ($times) {
        $other = go(function () {
            while (Coroutine::yield());
        });
        for ($n = 0; $n < $times; $n++) Coroutine::resume($other);
        Coroutine::cancel($other);
    })],
    'Coroutine::create, sleep(0.001)' => [20_000, $inside(function ($times) {
        $cids = [];
        for ($n = 0; $n < $times; $n++) {
            $cids[] = go(fn () => Coroutine::sleep(0.001));
        }
        Coroutine::join($cids);
    })],
    'Timer::after, clear' => [200_000, function ($times) {
        $nothing = function () {};
        for ($n = 0; $n < $times; $n++) Timer::clear(Timer::after(1000, $nothing));
    }],
    'Timer::after, clear, beside 100 000 timers' => [200_000, function ($times, $start) {
        $nothing = function () {};
        for ($n = 0; $n < TIMERS; $n++) Timer::after(60_000 + $n % 1000, $nothing);
        $start();
        for ($n = 0; $n < $times; $n++) Timer::clear(Timer::after(60_000 + $n % 1000, $nothing));
        Timer::clearAll();
    }],
    'Timer::after of 100 000 timers, each fires' => [TIMERS, $inside(function ($times) {
        $fired = 0;
        for ($n = 0; $n < $times; $n++) {
            Timer::after(1 + $n % 10, function () use (&$fired) {
                $fired++;
            });
        }
    })],
    'Timer::tick, a turn of 1000 timers of 1 ms' => [200_000, $inside(function ($times) {
        $fired = 0;
        for ($n = 0; $n < 1000; $n++) {
            Timer::tick(1, function () use (&$fired, $times) {
                if (++$fired === $times) {
                    Timer::clearAll();
                }
            });
        }
    })],
    'Process, write and read 1 KiB' => [50_000, function ($times, $start) {
        $child = new Process(function (Process $own) use ($times) {
            for ($n = 0; $n < $times; $n++) $own->write($own->read(MESSAGE));
        }, false, SOCK_DGRAM, false);
        $child->start();
        $message = str_repeat('x', MESSAGE);
        $start();
        for ($n = 0; $n < $times; $n++) {
            $child->write($message);
            $child->read(MESSAGE);
        }
        Process::wait();
    }],
    'Coroutine\Socket, sendAll and recvAll 1 KiB' => [100_000, $inside(function ($times) {
        $listener = new Socket(AF_INET, SOCK_STREAM, 0);
        $listener->bind('127.0.0.1', 0);
        $listener->listen();
        $port = $listener->getsockname()['port'];
        go(function () use ($listener, $times) {
            $peer = $listener->accept();
            for ($n = 0; $n < $times; $n++) $peer->sendAll($peer->recvAll(MESSAGE));
        });
        $client = new Socket(AF_INET, SOCK_STREAM, 0);
        $client->connect('127.0.0.1', $port);
        $message = str_repeat('x', MESSAGE);
        for ($n = 0; $n < $times; $n++) {
            $client->sendAll($message);
            $client->recvAll(MESSAGE);
        }
    })],
]);
