--TEST--
http_request_timeout on a Coroutine\Http\Server: as on Http\Server a client that sends its body steadily is not late, one that stops is
--FILE--
<?php
// settings, http_request_timeout: "one second more for each 500 bytes"
require __DIR__ . '/../include/http.php';
$server = server(function () {
    Co\run(function () {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
        $server->set(['http_request_timeout' => 0.6]);
        $server->handle('/', fn ($request, $response) => $response->end((string) strlen($request->getContent())));
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$run = $server->start();
$client = $run->connect();
$size = 0;
say($client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
for ($end = microtime(true) + 1.8; microtime(true) < $end; usleep(20000)) {
    say($client, str_repeat('x', $piece = min(500, 60000 - $size - 1)));
    $size += $piece;
}
say($client, str_repeat('x', 60000 - $size));
echo answer($client)->body, "\n";
say($client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" . str_repeat('x', 50000));
echo answer($client)->status, "\n";
var_dump(closed($client));
$run->stop();
echo $run->output();
?>
--EXPECT--
60000
408
bool(true)
