--TEST--
dispatch_mode 10 (SWOOLE_DISPATCH_CONCURRENT_LB): each request goes to the worker with the fewest requests in progress
--FILE--
<?php
// Changelog of 5.0 (`SWOOLE_DISPATCH_CONCURRENT_LB`). Measured on Swoole 6.2.2: requests of HTTP are counted.
require __DIR__ . '/../include/http.php';

$server = server(function () {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 3, 'reactor_num' => 1, 'dispatch_mode' => SWOOLE_DISPATCH_CONCURRENT_LB]);
    $server->on('Request', function ($request, $response) use ($server) {
        if ($request->server['request_uri'] === '/wait') {
            echo "waits at $server->worker_id\n";
            Swoole\Coroutine::sleep(20);
        }
        Swoole\Coroutine::defer(fn () => print("is over\n")); // runs when the request counts no longer
        $response->end((string) $server->worker_id);
    });
    $server->on('WorkerExit', fn () => array_map(Swoole\Coroutine::cancel(...), iterator_to_array(Swoole\Coroutine::list())));
    ready($server);
    $server->start();
});
$run = $server->start();
$clients = [];
// The connections are kept: the end of one is work for a worker, too.
$ask = function () use ($run, &$clients): string {
    say($clients[] = $run->connect(), request('GET /'));
    $worker = answer(end($clients))->body;
    $run->wait('is over', count($clients));
    return $worker;
};
until(function () use ($ask, &$begun) {
    $begun[$ask()] = true;
    return count($begun) === 3;
}, 'each worker to have begun');
for ($i = 1; $i <= 2; $i++) {
    say($waiting[] = $run->connect(), request('GET /wait'));
    $run->wait('waits at', $i);
}
preg_match_all('/waits at (\d)/', $run->output(), $busy);
for ($i = 0; $i < 6; $i++) {
    $free[] = $ask();
}
var_dump(count(array_unique($busy[1])), count(array_unique($free)), array_intersect($free, $busy[1]));
$run->stop();
?>
--EXPECT--
int(2)
int(1)
array(0) {
}
