--TEST--
name_resolver: Coroutine\Socket, Coroutine\Client and Coroutine\Http\Client ask before they connect by name; blocking clients and System do not
--FILE--
<?php
// Manual, version 5.0: "name_resolver can be configured to change name resolution"; who asks is measured on Swoole 6.2.2.
use Swoole\Coroutine\Client;
use Swoole\Coroutine\Http\Client as HttpClient;
use Swoole\Coroutine\Socket;
use Swoole\Coroutine\System;
use Swoole\NameResolver\Cluster;

require __DIR__ . '/../include/harness.php';

final class Resolver extends Swoole\NameResolver
{
    public mixed $answer = null;
    public array $asked = [];

    public function __construct()
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
        $this->asked[] = $name;
        return is_callable($this->answer) ? ($this->answer)() : $this->answer;
    }

    public function told(): string
    {
        [$asked, $this->asked] = [$this->asked, []];
        return implode(',', $asked);
    }
}

$http = server(function () {
    $server = new Swoole\Http\Server('0.0.0.0', 0);
    $server->set(['worker_num' => 1]);
    $server->on('request', fn ($request, $response) => $response->end('fine'));
    ready($server);
    $server->start();
});
$run = $http->start();
$port = $run->port();
$run->connect();
$closed = stream_socket_server('tcp://127.0.0.1:0');
$dead = (int) substr(strrchr(stream_socket_get_name($closed, false), ':'), 1);
fclose($closed);

$resolver = new Resolver();
Co::set(['name_resolver' => [$resolver], 'hook_flags' => 0]);
echo @Co::set(['name_resolver' => 'wrong']) ?? 'a warning', "\n";
$resolver->answer = '127.0.0.1';

$blocking = new Swoole\Client(SWOOLE_SOCK_TCP);
echo 'Client: ', json_encode(@$blocking->connect('service', $port)), ' ', $resolver->told(), "\n";
Co\run(function () use ($resolver, $port, $dead) {
    echo 'System: ', json_encode(System::gethostbyname('service')), ' ', $resolver->told(), "\n";
    $socket = new Socket(AF_INET, SOCK_STREAM, 0);
    echo 'Socket: ', json_encode($socket->connect('service', $port, 5)), ' ', $resolver->told(), "\n";
    $client = new Client(SWOOLE_SOCK_TCP);
    echo 'Client: ', json_encode($client->connect('service', $port, 5)), ' ', $resolver->told(), "\n";
    $client = new Client(SWOOLE_SOCK_TCP);
    echo 'address: ', json_encode($client->connect('127.0.0.1', $port, 5)), ' ', $resolver->told(), "\n";
    $resolver->answer = '';
    $client = new Client(SWOOLE_SOCK_TCP);
    echo 'empty: ', json_encode([$client->connect('service', $port, 5), $client->errCode]), ' ', $resolver->told(), "\n";
    $resolver->answer = null;
    $client = new Client(SWOOLE_SOCK_TCP);
    echo 'null: ', json_encode($client->connect('localhost', $port, 5)), ' ', $resolver->told(), "\n";
    $resolver->answer = fn () => throw new LogicException('no answer');
    try {
        (new Client(SWOOLE_SOCK_TCP))->connect('service', $port, 5);
    } catch (LogicException $e) {
        echo $e->getMessage(), ' ', $resolver->told(), "\n";
    }
    $resolver->answer = function () use ($port, $dead) {
        $cluster = new Cluster();
        $cluster->add('127.0.0.2', $dead);
        $cluster->add('127.0.0.3', $dead);
        $cluster->add('127.0.0.4', $port);
        return $cluster;
    };
    $http = new HttpClient('service', 0);
    $http->set(['timeout' => 5, 'max_retries' => 2]);
    echo 'retries: ', json_encode([$http->get('/'), $http->body]), ' ', $resolver->told(), "\n";
    $http->close();
    $resolver->answer = '127.0.0.1';
    $http = new HttpClient('service', $port);
    echo 'Http\Client: ', json_encode([$http->get('/'), $http->body]), ' ', $resolver->told(), "\n";
});
$run->stop();
?>
--EXPECT--
a warning
Client: false 
System: false 
Socket: true service
Client: true service
address: true 
empty: [false,722] service
null: true localhost
no answer service
retries: [true,"fine"] service
Http\Client: [true,"fine"] service
