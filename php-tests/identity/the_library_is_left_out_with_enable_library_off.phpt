--TEST--
swoole.enable_library = Off leaves out what the original has written in PHP: an application may bring its own (manual, other/config: swoole.enable_library)
--INI--
swoole.enable_library=Off
--FILE--
<?php
namespace Swoole\Coroutine {
    function run(callable $fn, ...$args)
    {
        $scheduler = new Scheduler;
        $scheduler->add($fn, ...$args);
        return $scheduler->start();
    }

    class WaitGroup
    {
        private int $count = 0;
        private ?int $waits = null;

        public function add(): void
        {
            $this->count++;
        }

        public function done(): void
        {
            if (--$this->count === 0 && $this->waits) {
                \Swoole\Coroutine::resume($this->waits);
            }
        }

        public function wait(): void
        {
            if ($this->count > 0) {
                $this->waits = \Swoole\Coroutine::getCid();
                \Swoole\Coroutine::yield();
            }
        }
    }
}

namespace Swoole {
    abstract class NameResolver
    {
        abstract public function lookup(string $name): ?string;
    }
}

namespace {
    use Swoole\NameResolver;

    foreach (['Swoole\Coroutine\Barrier', 'Swoole\Coroutine\Server', 'Swoole\Process\Manager', 'Swoole\NameResolver\Cluster', 'Swoole\Constant', 'Swoole\Http\Status',
        'Swoole\Coroutine\Http\ClientProxy'] as $class) {
        if (class_exists($class)) {
            echo "$class is there\n";
        }
    }
    foreach (['Co\run', 'Co\go', 'Swoole\Coroutine\batch', 'Swoole\Coroutine\map', 'Swoole\Coroutine\parallel', 'Swoole\Coroutine\Http\get', 'swoole_table'] as $function) {
        if (function_exists($function)) {
            echo "$function is there\n";
        }
    }
    Swoole\Coroutine\run(function (string $what) {
        $group = new Swoole\Coroutine\WaitGroup;
        foreach ([1, 2] as $number) {
            $group->add();
            go(function () use ($group, $number) {
                Co::sleep(0.001 * $number);
                echo "$number is done\n";
                $group->done();
            });
        }
        $group->wait();
        echo "$what\n";
        $resolver = new class extends NameResolver {
            public function lookup(string $name): ?string
            {
                return $name === 'service' ? '127.0.0.9' : null;
            }
        };
        var_dump(swoole_name_resolver_add($resolver), swoole_name_resolver_lookup('service', new Swoole\NameResolver\Context), swoole_name_resolver_remove($resolver));
    }, 'both are done');
}
?>
--EXPECT--
1 is done
2 is done
both are done
bool(true)
string(9) "127.0.0.9"
bool(true)
