--TEST--
url_rewrite_rules: other names of files, by how a path begins or by ~regular expressions~; the first rule counts, locations come behind it, the application sees what was asked for
--FILE--
<?php
// Measured on Swoole 6.2.2; the manual does not tell more than the name.
require __DIR__ . '/../include/http.php';
$http = server(function (int $mode, string $root, array $set) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set($set + ['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'enable_static_handler' => true, 'document_root' => $root]);
    $server->on('request', fn ($request, $response) => $response->end('php ' . $request->server['request_uri'] . ' ' . ($request->server['query_string'] ?? '')));
    ready($server);
    $server->start();
});
$root = sys_get_temp_dir() . '/rswoole-rewrite-' . getmypid();
mkdir("$root/sub", 0777, true);
foreach (['a', 'b', 'ab', 'aa', 'a b', 'sub/f'] as $name) {
    file_put_contents("$root/$name.txt", "[$name]");
}
$cases = [
    'the beginning of a path' => [['/y' => '/sub', '/gone' => '', 'b' => '/a'], ['/y/f.txt', '/y', '/Y/f.txt', '/x/y/f.txt', '/yf.txt', '/gone/a.txt', '/b.txt']],
    'the first rule, and no other one' => [['/y' => '/a', '/y.txt' => '/ab.txt', '/q' => '/z', '/z' => '/ab.txt', '/b.txt' => '/none'], ['/y.txt', '/q', '/z', '/b.txt']],
    'queries and escapes' => [['/y' => '/ab.txt', '/%7a' => '/a.txt', '/w' => '/a%20b.txt'], ['/y?a=b', '/%79', '/%7a', '/z', '/w']],
    'regular expressions' => [['~/f(\w+)~' => '/$1.txt', '~^/g$~' => '/a.txt', '~bb~' => 'a', '~/u(.)(.)~' => '/$2$1.txt'], ['/fab', '/fab?x=y', '/g', '/gg', '/bb.txt', '/uba', '/unknown']],
    'nothing above the root' => [['/y' => '/../../etc/passwd', '~/v(.*)~' => '$1'], ['/y', '/v/../../etc/passwd', '/v/a.txt']],
];
foreach (MODES as $mode) {
    ob_start();
    foreach ($cases as $case => [$rules, $paths]) {
        $run = $http->start($mode, $root, ['url_rewrite_rules' => $rules]);
        echo "$case:\n";
        foreach ($paths as $path) {
            echo "  $path: ", fetch($run, "GET $path")->body, "\n";
        }
        $run->stop();
    }
    $run = $http->start($mode, $root, ['url_rewrite_rules' => ['/y' => '/sub', '/sub' => '/a'], 'static_handler_locations' => ['/sub']]);
    echo "locations:\n";
    foreach (['/y/f.txt', '/y/none', '/sub.txt', '/b.txt'] as $path) {
        $answer = fetch($run, "GET $path");
        echo "  $path: $answer->status ", $answer->status === 404 ? '' : $answer->body, "\n";
    }
    $run->stop();
    $said[] = ob_get_clean();
}
echo $said[0];
var_dump($said[0] === $said[1]);
array_map('unlink', glob("$root/*.txt") + [99 => "$root/sub/f.txt"]);
rmdir("$root/sub");
rmdir($root);
?>
--EXPECT--
the beginning of a path:
  /y/f.txt: [sub/f]
  /y: php /y 
  /Y/f.txt: php /Y/f.txt 
  /x/y/f.txt: php /x/y/f.txt 
  /yf.txt: php /yf.txt 
  /gone/a.txt: [a]
  /b.txt: [b]
the first rule, and no other one:
  /y.txt: [a]
  /q: php /q 
  /z: [ab]
  /b.txt: php /b.txt 
queries and escapes:
  /y?a=b: [ab]
  /%79: php /%79 
  /%7a: [a]
  /z: php /z 
  /w: [a b]
regular expressions:
  /fab: [ab]
  /fab?x=y: [ab]
  /g: [a]
  /gg: php /gg 
  /bb.txt: [a]
  /uba: [ab]
  /unknown: php /unknown 
nothing above the root:
  /y: php /y 
  /v/../../etc/passwd: php /v/../../etc/passwd 
  /v/a.txt: [a]
locations:
  /y/f.txt: 200 [sub/f]
  /y/none: 404 
  /sub.txt: 200 php /sub.txt 
  /b.txt: 200 php /b.txt 
bool(true)
