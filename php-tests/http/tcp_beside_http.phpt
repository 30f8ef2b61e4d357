--TEST--
A further port of an Http\Server speaks HTTP too, unless set() was called on it; open_http_protocol makes a port of a TCP server speak HTTP
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function (int $mode, string $class) {
    $server = new $class('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $request = fn ($request, $response) => $response->end('http ' . $request->server['server_port']);
    $receive = fn ($server, $fd, $reactor, $data) => $server->send($fd, "tcp $data");
    $second = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $third = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    if ($class === 'Swoole\Http\Server') {
        $server->on('request', $request);
        $third->set([]);
        $third->on('receive', $receive);
    } else {
        $server->on('receive', $receive);
        $third->set(['open_http_protocol' => true]);
        $third->on('request', $request);
    }
    ready($server);
    $server->start();
});
foreach (['Swoole\Http\Server' => [0, 1, 2], 'Swoole\Server' => [2, 2, 0]] as $class => [$one, $two, $tcp]) {
    foreach (MODES as $mode) {
        $run = $http->start($mode, $class);
        foreach ([$one, $two] as $port) {
            $client = $run->connect($port);
            say($client, request('GET /'));
            echo answer($client)->body === 'http ' . $run->port($port) ? 'http ' : 'wrong ';
        }
        $client = $run->connect($tcp);
        say($client, 'hello');
        echo hear($client, 9), "\n";
        $run->stop();
    }
}
?>
--EXPECT--
http http tcp hello
http http tcp hello
http http tcp hello
http http tcp hello
