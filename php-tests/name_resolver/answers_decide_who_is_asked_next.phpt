--TEST--
swoole_name_resolver_lookup: resolvers are asked in their order; a string is the answer, an empty one too; null and false ask the next one, at last the system
--FILE--
<?php
// Measured on Swoole 6.2.2.
use Swoole\NameResolver\Cluster;
use Swoole\NameResolver\Context;

final class Resolver extends Swoole\NameResolver
{
    public mixed $answer = null;

    public function __construct(private string $letter)
    {
    }

    public function join(string $name, string $ip, int $port, array $options = []): bool
    {
        return true;
    }

    public function leave(string $name, string $ip, int $port): bool
    {
        return true;
    }

    public function getCluster(string $name): ?Cluster
    {
        return null;
    }

    public function lookup(string $name)
    {
        echo $this->letter, ' ';
        return is_callable($this->answer) ? ($this->answer)() : $this->answer;
    }
}

function show(mixed $value): void
{
    echo json_encode($value), "\n";
}

show(swoole_name_resolver_lookup('localhost', new Context()));
show(swoole_name_resolver_lookup('no.such.host.invalid', new Context()));
show(swoole_last_error() === SWOOLE_ERROR_DNSLOOKUP_RESOLVE_FAILED);

[$a, $b] = [new Resolver('a'), new Resolver('b')];
show([swoole_name_resolver_add($a), swoole_name_resolver_add($b)]);
$a->answer = '10.0.0.1';
show(swoole_name_resolver_lookup('service', new Context()));
show(swoole_name_resolver_lookup('10.9.9.9', new Context()));
foreach ([null, false, 7] as $nothing) {
    $a->answer = $nothing;
    $b->answer = '10.0.0.2';
    show(swoole_name_resolver_lookup('service', new Context()));
}
$a->answer = '';
show(swoole_name_resolver_lookup('localhost', new Context()));
$a->answer = $b->answer = null;
show(swoole_name_resolver_lookup('localhost', new Context()));
show(swoole_name_resolver_lookup('localhost', new Context(AF_UNIX)));
$a->answer = fn () => throw new LogicException('no answer');
try {
    swoole_name_resolver_lookup('service', new Context());
} catch (LogicException $e) {
    show($e->getMessage());
}
show([swoole_name_resolver_remove($a), swoole_name_resolver_remove($a)]);
$b->answer = '10.0.0.3';
show(swoole_name_resolver_lookup('service', new Context()));
swoole_name_resolver_remove($b);
$server = new Swoole\Server('127.0.0.1', 0);
$server->set(['name_resolver' => [$b]]);
show(swoole_name_resolver_lookup('service', new Context()));
show(@swoole_name_resolver_add(fn () => 1));
try {
    serialize(new Context());
} catch (Exception $e) {
    show($e->getMessage());
}
?>
--EXPECT--
"127.0.0.1"
""
true
[true,true]
a "10.0.0.1"
a "10.0.0.1"
a b "10.0.0.2"
a b "10.0.0.2"
a b "10.0.0.2"
a ""
a b "127.0.0.1"
a b ""
a "no answer"
[true,false]
b "10.0.0.3"
b "10.0.0.3"
false
"Serialization of 'Swoole\\NameResolver\\Context' is not allowed"
