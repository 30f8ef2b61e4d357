--TEST--
Bodies are compressed as the client accepts: br, gzip, deflate; http_compression_min_length, http_compression_types and http_compression decide
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$body = str_repeat('compress me ', 100);
$callback = function ($request, $response) use ($body) {
    if (isset($request->get['type'])) {
        $response->header('Content-Type', $request->get['type']);
    }
    $response->end(isset($request->get['short']) ? 'short' : $body);
};
$http = http($callback, ['http_compression_min_length' => 20]);
$off = http($callback, ['http_compression' => false]);
in_both_modes($http, function (Run $run) use ($body) {
    foreach (['gzip' => 'gzdecode', 'deflate' => 'gzuncompress'] as $coding => $decode) {
        $answer = fetch($run, 'GET /', ["Accept-Encoding: $coding"]);
        echo $answer->header('content-encoding'), ' ', $decode($answer->body) === $body ? 'same' : 'different', strlen($answer->body) < 200 ? ' smaller' : '', "\n";
    }
    echo fetch($run, 'GET /', ['Accept-Encoding: gzip, deflate, br'])->header('content-encoding'), "\n";
    foreach (['/' => 'identity', '/?short=1' => 'gzip', '/?type=image/png' => 'gzip'] as $path => $coding) {
        echo var_export(fetch($run, "GET $path", ["Accept-Encoding: $coding"])->header('content-encoding'), true), "\n";
    }
});
$run = $off->start(SWOOLE_PROCESS);
var_dump(fetch($run, 'GET /', ['Accept-Encoding: gzip'])->header('content-encoding'));
$run->stop();
?>
--EXPECT--
gzip same smaller
deflate same smaller
br
NULL
NULL
NULL
NULL
