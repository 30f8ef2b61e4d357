--TEST--
Time limits: recv() of a silent server, a body that the server takes no more of, a server that does not listen at all; what of it the connection survives
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
$run = frames(fn (FramesOfServer $peer, int $stream, array $fields, string $body) => $fields[':path'] === '/silent' ? true : $peer->answer($stream, strlen($body) . ' bytes'),
    pack('nN', 4, 10), opens: false, begun: fn ($peer, $stream, $fields) => $fields[':path'] !== '/deaf' || posix_kill(getmypid(), SIGSTOP))->start();
$port = $run->port();
coroutine(function () use ($port, $run) {
    $client = client($port);
    // The server's settings are there.
    $client->send(asking('/'));
    echo shown($client->recv(), $client), "\n";
    $stream = $client->send(asking('/silent'));
    echo shown($client->recv(0.05), $client), "\n";
    $client->set(['timeout' => 0.05]);
    echo shown($client->read(), $client), "\n";
    var_dump($client->isStreamExist($stream));
    // Ten bytes are all that it takes: the stream is given up, and the connection goes on.
    var_dump($client->send(asking('/', ['data' => '0123456789ab'])));
    echo $client->errCode, ' ', $client->stats('active_stream_num'), "\n";
    $pipeline = $client->send(asking('/', ['pipeline' => true]));
    var_dump($client->write($pipeline, '0123456789'), $client->write($pipeline, 'ab'), $client->isStreamExist($pipeline));
    $client->set(['timeout' => 10]);
    $client->send(asking('/', ['data' => 'abc']));
    echo shown($client->recv(), $client), "\n";
    // Nothing goes: the connection is of no use.
    $client->send(asking('/deaf'));
    $client->set(['timeout' => 0.05]);
    until(function () use ($client) {
        return !$client->ping() || !$client->goaway(0, str_repeat('x', 8000));
    }, 'the kernel to take no more');
    echo $client->errCode, ' ', json_encode($client->connected), "\n";
    posix_kill($run->pid, SIGCONT);
});
$run->stop();
?>
--EXPECT--
[1,200,0,false,[],[],"0 bytes"]
[false,110,"Connection timed out",true]
[false,110,"Connection timed out",true]
bool(true)
bool(false)
110 1
bool(true)
bool(false)
bool(false)
[9,200,0,false,[],[],"3 bytes"]
110 false
