--TEST--
A worker with hooks answers a request while another one waits for it by file_get_contents()
--FILE--
<?php
/*
 * https://wiki.swoole.com/en/#/runtime?id=swoole_hook_tcp: "at this point coroutine scheduling occurs, CPU switches to the next coroutine (next
 * request), does not block the process". There is one worker: without the hook it would wait for itself. Flags set before the start are those
 * of the workers, as the option of the server or by Runtime::enableCoroutine().
 */
require __DIR__ . '/../include/harness.php';
$site = server(function (int $mode, string $how) {
    if ($how === 'method') {
        Swoole\Runtime::enableCoroutine();
    }
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_WARNING] + ($how === 'option' ? ['hook_flags' => SWOOLE_HOOK_ALL] : []));
    $inner = 0;
    $server->on('request', function ($request, $response) use (&$inner) {
        if ($request->server['request_uri'] === '/inner') {
            $response->end('inner ' . ++$inner . ' ' . strlen((string) $request->getContent()));
            return;
        }
        $url = 'http://localhost:' . $request->server['server_port'] . '/inner';
        $post = stream_context_create(['http' => ['method' => 'POST', 'header' => 'Content-Type: text/plain', 'content' => str_repeat('x', 1 << 20)]]);
        $response->end(file_get_contents($url, false, $post) . ', ' . json_encode(file($url)));
    });
    ready($server);
    $server->start();
});
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    foreach (['method', 'option'] as $how) {
        $run = $site->start($mode, $how);
        fclose($run->connect());
        echo file_get_contents("http://127.0.0.1:{$run->port()}/outer", false, stream_context_create(['http' => ['timeout' => 10]])), "\n";
        $run->stop();
        echo $run->output();
    }
}
?>
--EXPECT--
inner 1 1048576, ["inner 2 0"]
inner 1 1048576, ["inner 2 0"]
inner 1 1048576, ["inner 2 0"]
inner 1 1048576, ["inner 2 0"]
