--TEST--
stats(), isStreamExist(), set(), ping() and goaway(); frames of the client as a server sees them
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$run = frames(fn (FramesOfServer $peer, int $stream, array $fields) => $fields[':path'] === '/silent' ? true : $peer->answer($stream,
    json_encode(array_map(fn ($frame) => [$frame[0], $frame[0] === TYPE_GOAWAY ? bin2hex($frame[1]) : strlen($frame[1])], array_values(array_filter($peer->heard, fn ($frame) => in_array($frame[0], [TYPE_PING, TYPE_GOAWAY])))))),
    pack('nNnN', 3, 100, 6, 5000))->start();
$port = $run->port();
coroutine(function () use ($port) {
    $client = new Swoole\Coroutine\Http2\Client('127.0.0.1', $port);
    var_dump($client->set([]), $client->set(['timeout' => 10]), $client->set(['other' => 1]), $client->setting);
    $show = fn () => print(json_encode(array_diff_key($client->stats(), ['local_settings' => 0])) . "\n");
    $show();
    var_dump($client->stats('nothing'));
    $client->connect();
    $client->send(asking('/'));
    $client->recv();
    $show();
    echo json_encode(array_keys($client->stats('local_settings'))), ' ', json_encode($client->stats()['local_settings'] === $client->stats('local_settings')), "\n";
    $stream = $client->send(asking('/silent'));
    $show();
    var_dump($client->isStreamExist(0), $client->isStreamExist($stream), $client->isStreamExist(1), $client->isStreamExist(-1), $client->isStreamExist(PHP_INT_MAX));
    var_dump($client->ping(), $client->goaway(), $client->goaway(SWOOLE_HTTP2_ERROR_ENHANCE_YOUR_CALM, 'debug'), @$client->goaway(-1));
    // The server has said nothing of it: requests go on.
    $client->send(asking('/'));
    echo $client->recv()->data, ' ', json_encode($client->connected), "\n";
});
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
array(2) {
  ["timeout"]=>
  int(10)
  ["other"]=>
  int(1)
}
{"current_stream_id":0,"last_stream_id":0,"remote_settings":{"header_table_size":0,"init_window_size":0,"max_concurrent_streams":0,"max_frame_size":0,"max_header_list_size":0},"active_stream_num":0}
NULL
{"current_stream_id":3,"last_stream_id":1,"remote_settings":{"header_table_size":4096,"init_window_size":65535,"max_concurrent_streams":100,"max_frame_size":16384,"max_header_list_size":5000},"active_stream_num":0}
["header_table_size","init_window_size","max_concurrent_streams","max_frame_size","max_header_list_size"] true
{"current_stream_id":5,"last_stream_id":1,"remote_settings":{"header_table_size":4096,"init_window_size":65535,"max_concurrent_streams":100,"max_frame_size":16384,"max_header_list_size":5000},"active_stream_num":1}
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
bool(true)
bool(true)
bool(true)
bool(false)
[[6,8],[7,"0000000000000000"],[7,"000000000000000b6465627567"]] true
