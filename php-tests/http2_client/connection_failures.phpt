--TEST--
Where there is no connection, and how one ends: error codes, connected, and what may be done afterwards
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$run = frames(function (FramesOfServer $peer, int $stream, array $fields) {
    switch ($fields[':path']) {
        case '/close': return false;
        case '/half':
            $peer->fields($stream, [':status' => '200']);
            $peer->say(TYPE_DATA, 0, $stream, 'half');
            return false;
        case '/garbage':
            say($peer->socket, str_repeat("HTTP/1.1 400 Bad Request\r\n\r\n", 10));
            stream_get_contents($peer->socket); // to the end: what lies unread when a socket is closed makes its end a reset
            return false;
        case '/calm': return $peer->say(TYPE_GOAWAY, 0, 0, pack('NN', $stream, 11) . 'calm down');
        case '/bye':
            $peer->say(TYPE_GOAWAY, 0, 0, pack('NN', $stream, 0) . 'bye');
            return $peer->answer($stream, 'last');
        case '/unseen': return $peer->say(TYPE_GOAWAY, 0, 0, pack('NN', 0, 0));
    }
    $peer->answer($stream, $fields[':path']);
})->start();
$port = $run->port();
use Swoole\Coroutine\Http2\Client;
coroutine(function () use ($port) {
    $show = fn (Client $client, $result) => print(json_encode([$result, $client->errCode, $client->errMsg, $client->connected]) . "\n");
    $client = new Client('127.0.0.1', $port);
    echo "not connected\n";
    foreach ([fn () => $client->send(asking('/')), fn () => $client->recv(), fn () => $client->read(), fn () => $client->write(1, 'x'), fn () => $client->ping(), fn () => $client->goaway(), fn () => $client->close()] as $call) {
        $show($client, $call());
    }
    var_dump($client->isStreamExist(0), $client->isStreamExist(1));
    try {
        new Client('', 80);
    } catch (Client\Exception $exception) {
        echo $exception->getMessage(), ' ', $exception->getCode(), "\n";
    }
    foreach ([['127.0.0.1', 1, false], ['127.0.0.1', 70000, false], ['no.such.host.invalid', 80, false], ['unix:/no/such/socket', 0, false]] as [$host, $number, $ssl]) {
        $wrong = new Client($host, $number, $ssl);
        $wrong->set(['timeout' => 10]);
        $show($wrong, $wrong->connect());
    }
    echo "connected\n";
    $client->set(['timeout' => 10]);
    $show($client, $client->connect());
    $show($client, $client->connect());
    foreach (['/close', '/half', '/garbage', '/calm', '/bye', '/unseen'] as $path) {
        echo $path, "\n";
        $client = client($port);
        $client->send(asking($path));
        $answer = $client->recv();
        if ($answer !== false) {
            echo shown($answer, $client), "\n";
            $answer = $client->recv();
        }
        $show($client, $answer);
        echo $client->serverLastStreamId, ' ', json_encode($client->socket), "\n";
        $show($client, $client->send(asking('/again')));
        // It may be connected again.
        $show($client, $client->connect() && $client->send(asking('/again')) ? $client->recv()->data : null);
    }
    echo "closed\n";
    $show($client, $client->close());
    $show($client, $client->close());
});
$run->stop();
?>
--EXPECTF--
not connected
[false,5001,"Client no connection",false]
[false,5001,"Client no connection",false]
[false,5001,"Client no connection",false]
[false,5001,"Client no connection",false]
[false,5001,"Client no connection",false]
[false,5001,"Client no connection",false]
[false,9,"Bad file descriptor",false]
bool(false)
bool(false)
host is empty 505
[false,111,"Connection refused",false]
[false,723,"Bad port",false]
[false,711,"DNS Lookup resolve failed",false]
[false,2,"No such file or directory",false]
connected
[true,9,"Bad file descriptor",true]
[false,106,"Transport endpoint is already connected",true]
/close
[false,104,"Connection reset by peer",false]
0 null
[false,5001,"Client no connection",false]
["\/again",5001,"Client no connection",true]
/half
[false,104,"Connection reset by peer",false]
0 null
[false,5001,"Client no connection",false]
["\/again",5001,"Client no connection",true]
/garbage
[false,7102,"Http invalid protocol: %s",false]
0 null
[false,5001,"Client no connection",false]
["\/again",5001,"Client no connection",true]
/calm
[false,11,"calm down",false]
1 null
[false,5001,"Client no connection",false]
["\/again",5001,"Client no connection",true]
/bye
[1,200,0,false,[],[],"last"]
[false,0,"bye",false]
1 null
[false,5001,"Client no connection",false]
["\/again",5001,"Client no connection",true]
/unseen
[false,0,"",false]
0 null
[false,5001,"Client no connection",false]
["\/again",5001,"Client no connection",true]
closed
[true,5001,"Client no connection",false]
[false,9,"Bad file descriptor",false]
