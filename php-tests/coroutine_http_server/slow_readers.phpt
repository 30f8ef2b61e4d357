--TEST--
socket_write_timeout on a Coroutine\Http\Server counts silence: a slow client gets a large answer and a large file whole, one that stops reading is closed
--FILE--
<?php
// Manual, coroutine/coroutine, set: socket_write_timeout
require __DIR__ . '/../include/http.php';
$server = server(function (string $file) {
    Co::set(['socket_write_timeout' => 1, 'hook_flags' => 0]);
    Co\run(function () use ($file) {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
        $server->set(['kernel_socket_send_buffer_size' => 65536, 'http_compression' => false]);
        $server->handle('/body', fn ($request, $response) => @$response->end(file_get_contents($file)) || print "/body given up\n");
        $server->handle('/file', fn ($request, $response) => @$response->sendfile($file) || print "/file given up\n");
        $server->handle('/other', fn ($request, $response) => $response->end('other'));
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
$file = tempnam(sys_get_temp_dir(), 'rswoole');
file_put_contents($file, str_repeat('0123456789abcdef', 500000));
$run = $server->start($file);
$connect = function () use ($run) {
    $run->port();
    $socket = socket_create(AF_INET, SOCK_STREAM, 0);
    socket_set_option($socket, SOL_SOCKET, SO_RCVBUF, 65536);
    until(fn () => @socket_connect($socket, '127.0.0.1', $run->port()), 'a connection');
    return $socket;
};
foreach (['/body', '/file'] as $path) {
    $slow = $connect();
    socket_write($slow, request("GET $path"));
    [$got, $whole, $steps] = ['', PHP_INT_MAX, 0];
    $began = microtime(true);
    while (strlen($got) < $whole && ($more = socket_read($slow, 100000)) !== false && $more !== '') {
        $got .= $more;
        $whole = strpos($got, "\r\n\r\n") + 4 + 8000000;
        usleep(20000);
        if (++$steps % 20 === 0) {
            $others[] = fetch($run, 'GET /other')->body;
        }
    }
    var_dump(microtime(true) - $began > 1, substr($got, strpos($got, "\r\n\r\n") + 4) === file_get_contents($file));
    $stopped = $connect();
    socket_write($stopped, request("GET $path"));
    $run->wait("$path given up\n");
    for ($all = 0; is_string($more = @socket_read($stopped, 1 << 20)) && $more !== ''; $all += strlen($more));
    var_dump($all < 8000000);
}
var_dump(array_unique($others));
$run->stop();
unlink($file);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
array(1) {
  [0]=>
  string(5) "other"
}
