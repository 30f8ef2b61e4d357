--TEST--
Response::create() in another process answers as the request asked: no chunks for HTTP/1.0, no body for HEAD, the end where it was asked for
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function (int $mode) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('request', function ($request, $response) use ($server) {
        $response->detach();
        $server->task($response->fd);
    });
    $server->on('task', function ($server, $task, $worker, $fd) {
        $response = Swoole\Http\Response::create($fd);
        $response->write('in ');
        $response->end('parts');
    });
    $server->on('finish', fn () => null);
    ready($server);
    $server->start();
});
in_both_modes($http, function (Run $run) {
    foreach (['GET / HTTP/1.0' => [], 'HEAD /' => [], 'GET /' => ['Connection: close'], 'GET /again' => []] as $line => $headers) {
        $client = $run->connect();
        say($client, request($line, $headers));
        $answer = answer($client, str_starts_with($line, 'HEAD'));
        echo "$line: ", $answer->header('transfer-encoding') ?? 'as it is', ' ', $answer->header('connection'), ' ', $answer->body;
        if ($answer->header('connection') === 'close') {
            echo closed($client) ? ' closed' : ' open';
        }
        echo "\n";
    }
    // The next request of a connection is its own.
    $client = $run->connect();
    say($client, request('HEAD /'));
    answer($client, true);
    say($client, request('GET /'));
    echo answer($client)->body, "\n";
});
?>
--EXPECT--
GET / HTTP/1.0: as it is close in parts closed
HEAD /: chunked keep-alive 
GET /: as it is close in parts closed
GET /again: chunked keep-alive in parts
in parts
