--TEST--
HTTP/2: who does not come to the end of a body, of the fields or of the preface in http_request_timeout does not stay; others do
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(fn ($request, $response) => $response->end('ok'), ['http_request_timeout' => 0.3]);
in_both_modes($http, function (Run $run) {
    $idle = new H2($run->connect());
    $idle->request(1, '/');
    $idle->answer(1);
    $idle->say(TYPE_HEADERS, END_HEADERS, 3, H2::fields('/', [], 'POST'));
    $idle->say(TYPE_DATA, 0, 3, 'half');
    echo 'body: ', $idle->answer(3)->status, "\n";
    $client = new H2($run->connect());
    $client->until(fn () => $client->settings);
    $client->say(TYPE_HEADERS, END_STREAM, 1, H2::fields('/'));
    echo 'fields: ', $client->end(), "\n";
    $client = $run->connect();
    say($client, substr(PREFACE, 0, 20));
    echo 'preface: ', answer($client)->status, "\n";
    $idle->request(5, '/');
    echo 'the others: ', $idle->answer(5)->body, "\n";
});
?>
--EXPECT--
body: 408
fields: ENHANCE_YOUR_CALM
preface: 408
the others: ok
