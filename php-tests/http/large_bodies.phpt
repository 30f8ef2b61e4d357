--TEST--
Uploads need no memory of their size: a form of 128 MiB grows no process by a quarter of it; a large body that is no form is read from its file
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $response->end($request->files ? $request->files['f']['size'] . ' ' . md5_file($request->files['f']['tmp_name']) : strlen($request->rawContent()) . ' ' . md5($request->rawContent()));
}, ['package_max_length' => 200 << 20]);
/** The largest that any process of the server has been, in KiB. */
$largest = fn (Run $run) => max(array_map(fn ($pid) => preg_match('/VmHWM:\s+(\d+)/', (string) @file_get_contents("/proc/$pid/status"), $found) ? (int) $found[1] : 0, $run->processes()));
$block = random_bytes(1 << 20);
$body = str_repeat($block, 5);
in_both_modes($http, function (Run $run) use ($largest, $block, $body) {
    fetch($run, 'GET /');
    $before = $largest($run);
    $head = "--BB\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n";
    $tail = "\r\n--BB--\r\n";
    $client = $run->connect();
    say($client, request('POST /', ['Content-Type: multipart/form-data; boundary=BB', 'Content-Length: ' . (strlen($head . $tail) + (128 << 20))]) . $head);
    $hash = hash_init('md5');
    for ($i = 0; $i < 128; $i++) {
        say($client, $block);
        hash_update($hash, $block);
    }
    say($client, $tail);
    echo answer($client)->body === (128 << 20) . ' ' . hash_final($hash) ? 'same' : 'different', "\n";
    echo $largest($run) - $before < 32 << 10 ? 'bounded' : 'grew by ' . ($largest($run) - $before) . ' KiB', "\n";
    say($client, request('POST /', [], $body));
    echo answer($client)->body === strlen($body) . ' ' . md5($body) ? 'same' : 'different', "\n";
    until(fn () => count(array_filter(glob('/tmp/swoole.upfile.*'), fn ($file) => @filesize($file) === strlen($body))) === 0, 'the body to be deleted');
});
?>
--EXPECT--
same
bounded
same
