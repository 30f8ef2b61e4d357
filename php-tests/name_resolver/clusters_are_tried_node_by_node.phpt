--TEST--
Swoole\NameResolver\Cluster: a context gives the nodes one after the other, and asks again when none is left; base lookup() and its filter
--FILE--
<?php
// Measured on Swoole 6.2.2.
use Swoole\NameResolver\Cluster;
use Swoole\NameResolver\Context;

final class Resolver extends Swoole\NameResolver
{
    public ?Cluster $cluster = null;

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
        echo "[$name] ";
        return $this->cluster;
    }

    public function described(): array
    {
        return [$this->baseUrl, $this->prefix, $this->info];
    }
}

function cluster(string ...$hosts): Cluster
{
    $cluster = new Cluster();
    foreach ($hosts as $host) {
        $cluster->add($host, 80);
    }
    return $cluster;
}

$resolver = new Resolver('http://localhost:8500/base/');
echo json_encode($resolver->described()), "\n";
foreach (['', 'nothing', '127.0.0.1:8500', 'http://no.such.host.invalid'] as $url) {
    try {
        new Resolver($url);
    } catch (RuntimeException $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}

swoole_name_resolver_add($resolver);
foreach ([false, true] as $withPort) {
    $context = new Context(AF_INET, $withPort);
    $seen = [];
    for ($i = 0; $i < 4; $i++) {
        $resolver->cluster = cluster('10.0.0.1', '10.0.0.2');
        $seen[] = swoole_name_resolver_lookup('service', $context);
    }
    sort($seen);
    echo json_encode($seen), "\n";
}
$resolver->cluster = cluster();
echo json_encode(swoole_name_resolver_lookup('localhost', new Context())), "\n";
$resolver->cluster = null;
echo json_encode(swoole_name_resolver_lookup('localhost', new Context())), "\n";

var_dump($resolver->hasFilter(), $resolver->withFilter(fn ($name) => $name === 'mine') === $resolver, $resolver->hasFilter());
echo json_encode([$resolver->lookup('other'), $resolver->lookup('mine')]), "\n";

$cluster = new Cluster();
foreach ([['x', 80], ['10.0.0.1', -1], ['10.0.0.1', 65536], ['10.0.0.1', 80, -1], ['10.0.0.1', 80, 101]] as $wrong) {
    try {
        $cluster->add(...$wrong);
    } catch (Swoole\Exception $e) {
        echo $e->getMessage(), "\n";
    }
}
$cluster->add('::1', 1, 0);
echo $cluster->count(), ' ', json_encode($cluster->pop()), ' ', json_encode($cluster->pop()), "\n";
?>
--EXPECT--
["http:\/\/127.0.0.1:8500\/base","swoole_service_",{"scheme":"http","host":"localhost","port":8500,"path":"\/base\/","ip":"127.0.0.1"}]
RuntimeException: invalid url parameter ''
RuntimeException: invalid url parameter 'nothing'
RuntimeException: invalid url parameter '127.0.0.1:8500'
RuntimeException: Failed to resolve host 'no.such.host.invalid'
[service] [service] ["10.0.0.1","10.0.0.1","10.0.0.2","10.0.0.2"]
[service] [service] ["10.0.0.1:80","10.0.0.1:80","10.0.0.2:80","10.0.0.2:80"]
[localhost] "127.0.0.1"
[localhost] ""
bool(false)
bool(true)
bool(true)
[mine] [null,""]
Bad IP Address [x]
Bad Port [-1]
Bad Port [65536]
Bad Weight [-1]
Bad Weight [101]
1 {"host":"::1","port":1,"weight":0} false
