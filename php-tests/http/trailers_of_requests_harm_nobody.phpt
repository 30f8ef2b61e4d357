--TEST--
Trailers of a chunked request are read and left out: none of them becomes a header, too many or broken ones are refused (RFC 9112, 7.1.2)
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(fn ($request, $response) => $response->end(json_encode([$request->header, $request->rawContent()])));
in_both_modes($http, function (Run $run) {
    $cases = [
        'plain' => "X-Sum: 42\r\n",
        'forbidden names' => "Content-Length: 5\r\nHost: evil\r\nTransfer-Encoding: gzip\r\nAuthorization: x\r\n",
        'no colon' => "nonsense\r\n",
        'bare LF' => "X-A: b\n",
        'folded' => "X-A: b\r\n c\r\n",
        'too many' => str_repeat("X-A: b\r\n", 20000),
    ];
    foreach ($cases as $case => $trailers) {
        $client = $run->connect();
        say($client, request('POST /', ['Transfer-Encoding: chunked'], "5\r\nhello\r\n0\r\n$trailers\r\n") . request('GET /'));
        $answer = answer($client);
        echo "$case: ", $answer->status, ' ', $answer->body, ' ', $answer->status === 200 ? answer($client)->status : '', "\n";
    }
});
?>
--EXPECT--
plain: 200 [{"host":"test","transfer-encoding":"chunked"},"hello"] 200
forbidden names: 200 [{"host":"test","transfer-encoding":"chunked"},"hello"] 200
no colon: 400  
bare LF: 400  
folded: 400  
too many: 431  
