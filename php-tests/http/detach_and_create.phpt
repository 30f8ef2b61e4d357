--TEST--
detach() gives an answer to somebody else: Response::create() in the same worker and in a task worker (the manual's example)
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function (int $mode) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'task_worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('request', function ($request, $response) use ($server) {
        $done = [$response->detach(), @$response->end('x'), swoole_last_error(), $response->isWritable()];
        if ($request->server['request_uri'] === '/here') {
            // The manual's examples 1 to 3.
            $created = [Swoole\Http\Response::create($request->fd), Swoole\Http\Response::create($server, $request->fd), Swoole\Http\Response::create([$server, $request])];
            $done[] = array_map(fn ($response) => $response->fd === $request->fd, $created);
            end($created)->end('here ' . json_encode($done));
        } else {
            $server->task(strval($request->fd));
        }
    });
    $server->on('task', function ($server, $task, $worker, $data) {
        $response = Swoole\Http\Response::create($server, (int) $data);
        $response->header('X-From', 'task');
        $response->write('in ');
        $response->end('task');
    });
    $server->on('finish', fn () => null);
    ready($server);
    $server->start();
});
in_both_modes($http, function (Run $run) {
    $client = $run->connect();
    foreach (['/here', '/task', '/here'] as $path) {
        say($client, request("GET $path"));
        $answer = answer($client);
        echo $answer->body, ' ', $answer->header('x-from'), "\n";
    }
});
?>
--EXPECT--
here [true,false,7106,false,[true,true,true]] 
in task task
here [true,false,7106,false,[true,true,true]] 
