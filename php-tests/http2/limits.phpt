--TEST--
HTTP/2 settings are told and held: streams, windows, frames; a body beyond package_max_length gets 413 and its stream is reset, others go on
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    $response->end((string) strlen($request->rawContent()));
}, [
    'package_max_length' => 100000,
    'http2_max_concurrent_streams' => 7,
    'http2_init_window_size' => 200000,
    'http2_max_frame_size' => 20000,
    'http2_max_header_list_size' => 5000,
    'http2_header_table_size' => 1000,
]);
in_both_modes($http, function (Run $run) {
    $client = new H2($run->connect());
    $client->request(1, '/');
    $client->answer(1);
    ksort($client->settings);
    echo json_encode($client->settings), "\n";
    $client->say(TYPE_HEADERS, END_HEADERS, 3, H2::fields('/', ['content-length' => '100001'], 'POST'));
    echo 'announced: ', $client->answer(3)->status, "\n";
    $client->say(TYPE_HEADERS, END_HEADERS, 5, H2::fields('/', [], 'POST'));
    for ($i = 0; $i < 6; $i++) {
        $client->say(TYPE_DATA, 0, 5, str_repeat('x', 20000));
    }
    echo 'sent: ', $client->answer(5)->status, "\n";
    $client->say(TYPE_HEADERS, END_HEADERS, 7, H2::fields('/', [], 'POST'));
    for ($i = 0; $i < 5; $i++) {
        $client->say(TYPE_DATA, $i === 4 ? END_STREAM : 0, 7, str_repeat('x', 20000));
    }
    echo 'as much as allowed: ', $client->answer(7)->body, "\n";
    $client->request(9, '/', ['x' => str_repeat('x', 5000)]);
    echo 'fields: ', $client->answer(9)->status, "\n";
    $client->say(TYPE_DATA, 0, 11, str_repeat('x', 20001));
    echo 'frame: ', $client->end(), "\n";
});
?>
--EXPECT--
{"1":1000,"3":7,"4":200000,"5":20000,"6":5000}
announced: 413
sent: 413
as much as allowed: 100000
fields: 431
frame: FRAME_SIZE_ERROR
