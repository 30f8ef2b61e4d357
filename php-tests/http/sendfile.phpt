--TEST--
sendfile(): a range, small and large files with their type; what can not be sent is false with an error, and the response goes on
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    [$name, $offset, $length] = explode(',', $request->get['f']) + [1 => 0, 2 => 0];
    if (!@$response->sendfile($name, (int) $offset, (int) $length)) {
        $response->end('error ' . swoole_last_error());
    }
});
$small = tempnam('/tmp', 'rswoole-test-');
rename($small, $small .= '.json');
file_put_contents($small, '0123456789');
$large = tempnam('/tmp', 'rswoole-test-');
file_put_contents($large, random_bytes(5 << 20));
in_both_modes($http, function (Run $run) use ($small, $large) {
    $client = $run->connect();
    foreach ([$small, "$small,2,3", "$small,20", "$small,2,300", '/nonexistent', '/tmp'] as $file) {
        say($client, request('GET /?f=' . urlencode($file)));
        $answer = answer($client);
        echo $answer->body, ' ', $answer->header('content-type'), "\n";
    }
    foreach ([[0, 0], [1234567, 0], [5, 3 << 20]] as [$offset, $length]) {
        say($client, request('GET /?f=' . urlencode("$large,$offset,$length")));
        $body = answer($client)->body;
        echo strlen($body), ' ', $body === file_get_contents($large, false, null, $offset, $length ?: null) ? 'same' : 'different', "\n";
    }
    say($client, request('GET /?f=' . urlencode($small)));
    echo answer($client)->body, "\n";
});
unlink($small);
unlink($large);
?>
--EXPECT--
0123456789 application/json
234 application/json
error 510 text/html
error 510 text/html
error 2 text/html
error 9013 text/html
5242880 same
4008313 same
3145728 same
0123456789
