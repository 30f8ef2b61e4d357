--TEST--
Hundreds of pipelined requests, with bodies, chunks and trailers between them, are answered one after the other in their order (RFC 9112, 9.3.2)
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $n = (int) substr($request->server['request_uri'], 1);
    // The later ones would be done first.
    Co::sleep($n % 7 === 0 ? 0.002 : 0.001 * ($n % 3));
    if ($n % 5 === 0) {
        $response->write("$n ");
    }
    $response->end($request->rawContent() ?: 'nothing');
});
in_both_modes($http, function (Run $run) {
    $all = $want = '';
    for ($n = 0; $n < 300; $n++) {
        [$line, $headers, $body, $said] = match ($n % 4) {
            0 => ["GET /$n", [], '', 'nothing'],
            1 => ["POST /$n", [], "body of $n", "body of $n"],
            2 => ["PUT /$n", ['Transfer-Encoding: chunked', 'Trailer: X-Sum'], "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n", 'abc0123456789'],
            3 => ["HEAD /$n", [], '', ''],
        };
        $all .= request($line, $headers, $body);
        $expected[$n] = $n % 4 === 3 ? '' : ($n % 5 === 0 ? "$n $said" : $said);
    }
    $client = $run->connect();
    say($client, $all . request('GET /1000', ['Connection: close']) . request('GET /1001'));
    $right = 0;
    foreach ($expected as $n => $body) {
        $answer = answer($client, $n % 4 === 3);
        $right += (int) ($answer->status === 200 && $answer->body === $body);
    }
    echo $right, ' right, then ', answer($client)->header('connection'), "\n";
    // What comes behind the last request is not answered.
    var_dump(closed($client));
});
?>
--EXPECT--
300 right, then close
bool(true)
