--TEST--
HTTP/2 connections: Connect and Close once, getClientInfo, ping(), goaway(), close(), what is not for streams says so
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = server(function (int $mode) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'open_http2_protocol' => true]);
    $server->on('connect', fn ($server, $fd) => print("connect\n"));
    $server->on('close', fn ($server, $fd) => print("close\n"));
    $server->on('request', function ($request, $response) use ($server) {
        switch ($request->server['request_uri']) {
            case '/info':
                $info = $server->getClientInfo($request->fd);
                return $response->end($info['remote_ip'] . ' ' . ($info['last_recv_time'] > 0 ? 'received' : 'nothing'));
            case '/ping':
                return $response->end(json_encode([$response->ping('12345678'), $response->ping('short'), $response->ping()]));
            case '/goaway':
                echo json_encode([$response->goaway(2, 'why')]), "\n";
                return $response->end('last words');
            case '/close':
                return $server->close($request->fd);
            case '/raw':
                $created = @Swoole\Http\Response::create($request->fd);
                return $response->end(json_encode([@$server->send($request->fd, 'x'), $created, @$response->upgrade()]));
            case '/detach':
                $response->detach();
                return;
            case '/later':
                Swoole\Timer::after(20, fn () => $response->end('later'));
        }
    });
    ready($server);
    $server->start();
});
foreach (MODES as $mode) {
    $run = $http->start($mode);
    $client = new H2($run->connect());
    foreach (['/info', '/raw', '/later', '/ping'] as $i => $path) {
        $client->request(2 * $i + 1, $path);
        echo $path, ' ', $client->answer(2 * $i + 1)->body, "\n";
    }
    $client->until(fn () => count($client->pings) === 3);
    echo json_encode($client->pings), "\n";
    $client->request(9, '/goaway');
    $client->until(fn () => $client->of(9)->ended && $client->goaway);
    echo json_encode($client->goaway), ' ', $client->of(9)->body, "\n";
    while ($client->hear());
    $client = new H2($run->connect());
    $client->request(1, '/detach');
    $client->request(3, '/close');
    while ($client->hear());
    echo json_encode($client->goaway ? CODES[$client->goaway[0]] : null), ' ', $client->of(1)->reset, ' ', $client->of(3)->reset, "\n";
    $run->wait('close', 2);
    $run->stop();
    echo $run->output();
}
?>
--EXPECT--
/info 127.0.0.1 received
/raw [false,false,false]
/later later
/ping [true,true,true]
["12345678","short\u0000\u0000\u0000","\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"]
[2,"why",9] last words
"NO_ERROR" CANCEL CANCEL
connect
[true]
close
connect
close
/info 127.0.0.1 received
/raw [false,false,false]
/later later
/ping [true,true,true]
["12345678","short\u0000\u0000\u0000","\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"]
[2,"why",9] last words
"NO_ERROR" CANCEL CANCEL
connect
[true]
close
connect
close
