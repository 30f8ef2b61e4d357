--TEST--
read() and usePipelineRead give an answer as it comes: pipeline says that more follows, the last piece has the trailers (manual, read); measured on Swoole 6.2.2
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$run = frames(function (FramesOfServer $peer, int $stream, array $fields) {
    static $paused = 0;
    switch ($fields[':path']) {
        case '/begin':
            $paused = $stream;
            $peer->fields($stream, [':status' => '200', 'content-type' => 'application/grpc']);
            return $peer->say(TYPE_DATA, 0, $stream, 'one');
        case '/next': $peer->say(TYPE_DATA, 0, $paused, 'two'); break;
        case '/end': $peer->fields($paused, ['grpc-status' => '0'], END_STREAM); break;
        case '/end-with-data': $peer->say(TYPE_DATA, END_STREAM, $paused, 'last'); break;
        case '/head-only': return $peer->fields($stream, [':status' => '200', 'grpc-status' => '12'], END_STREAM);
    }
    $peer->answer($stream, 'told');
})->start();
$port = $run->port();
coroutine(function () use ($port) {
    foreach (['read' => 'read', 'usePipelineRead' => 'recv'] as $name => $method) {
        echo "$name:\n";
        $client = client($port);
        // Of answers that are whole, read() gives all at once.
        $tell = function (string $path) use ($client, $method) {
            $client->send(asking($path));
            foreach ([0, 1] as $_) {
                $answer = $client->$method();
                echo shown($answer, $client), "\n";
            }
        };
        $client->send(asking('/begin', ['usePipelineRead' => $method === 'recv']));
        echo shown($client->$method(), $client), "\n";
        $tell('/next');
        $tell('/end');
        $client->send(asking('/begin', ['usePipelineRead' => $method === 'recv']));
        echo shown($client->$method(), $client), "\n";
        $tell('/end-with-data');
        $client->send(asking('/head-only', ['usePipelineRead' => $method === 'recv']));
        echo shown($client->$method(), $client), "\n";
    }
});
$run->stop();
?>
--EXPECT--
read:
[1,200,0,true,{"content-type":"application\/grpc"},[],"one"]
[1,0,0,true,null,null,"two"]
[3,200,0,false,[],[],"told"]
[1,0,0,false,{"grpc-status":"0"},[],null]
[5,200,0,false,[],[],"told"]
[7,200,0,true,{"content-type":"application\/grpc"},[],"one"]
[7,0,0,false,null,null,"last"]
[9,200,0,false,[],[],"told"]
[11,200,0,false,{"grpc-status":"12"},[],null]
usePipelineRead:
[1,200,0,true,{"content-type":"application\/grpc"},[],"one"]
[1,0,0,true,null,null,"two"]
[3,200,0,false,[],[],"told"]
[1,0,0,false,{"grpc-status":"0"},[],null]
[5,200,0,false,[],[],"told"]
[7,200,0,true,{"content-type":"application\/grpc"},[],"one"]
[7,0,0,false,null,null,"last"]
[9,200,0,false,[],[],"told"]
[11,200,0,false,{"grpc-status":"12"},[],null]
