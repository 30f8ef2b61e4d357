--TEST--
swoole_mime_type_*: the table of file types, and changes that static files are served by
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
$server = server(function (string $root) {
    var_dump(swoole_mime_type_get('a.html'), swoole_mime_type_get('A.HTML'), swoole_mime_type_get('html'), swoole_get_mime_type('a.unknown'), swoole_mime_type_get(''));
    var_dump(swoole_mime_type_exists('a.css'), swoole_mime_type_exists('a.unknown'));
    var_dump(swoole_mime_type_add('html', 'x/never'), swoole_mime_type_add('special', 'x/special'), swoole_mime_type_add('special', 'x/again'));
    swoole_mime_type_set('css', 'x/css');
    var_dump(swoole_mime_type_get('a.special'), swoole_mime_type_get('a.css'), swoole_mime_type_delete('png'), swoole_mime_type_delete('png'), swoole_mime_type_get('a.png'));
    var_dump(in_array('x/special', swoole_mime_type_list(), true), in_array('text/html', swoole_mime_type_list(), true));
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['enable_static_handler' => true, 'document_root' => $root]);
    $server->on('Request', fn ($request, $response) => $response->sendfile("$root/b.special"));
    ready($server);
    $server->start();
});
$root = sys_get_temp_dir() . '/rswoole-mime-' . getmypid();
mkdir($root);
file_put_contents("$root/a.special", 'a');
file_put_contents("$root/b.special", 'b');
file_put_contents("$root/c.css", 'c');
$run = $server->start($root);
foreach (['/a.special', '/c.css', '/elsewhere'] as $path) {
    $client = $run->connect();
    say($client, "GET $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    preg_match('/^Content-Type: (.*)\r$/mi', hear($client, 100000), $type);
    echo $type[1], "\n";
}
$run->stop();
echo $run->output();
array_map('unlink', glob("$root/*"));
rmdir($root);
?>
--EXPECT--
x/special
x/css
x/special
string(9) "text/html"
string(9) "text/html"
string(9) "text/html"
string(24) "application/octet-stream"
string(24) "application/octet-stream"
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
string(9) "x/special"
string(5) "x/css"
bool(true)
bool(false)
string(24) "application/octet-stream"
bool(true)
bool(true)
