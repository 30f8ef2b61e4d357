--TEST--
One coroutine receives and many send on one connection; a second receiver is refused as on any socket; close() ends the wait of the receiver
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\WaitGroup;
$http = http2(function ($request, $response) {
    Co::sleep((1 + crc32($request->rawContent()) % 5) / 1000);
    $response->end(md5($request->rawContent()));
}, ['package_max_length' => 8 << 20]);
$run = $http->start(SWOOLE_PROCESS);
$port = $run->port();
coroutine(function () use ($port) {
    $client = client($port, ['timeout' => 30]);
    // As a gRPC client does it: answers go to the channels of their streams.
    $channels = [];
    $receiver = go(function () use ($client, &$channels) {
        while ($answer = $client->recv()) {
            $channel = $channels[$answer->streamId];
            unset($channels[$answer->streamId]);
            // Who waits for it runs now.
            $channel->push($answer->data);
        }
        echo 'received ', json_encode($answer), " $client->errCode\n";
    });
    // The receiver goes on to its next recv() while this coroutine waits.
    $let_receive = function () {
        $turn = new Channel(1);
        Swoole\Event::defer(fn () => $turn->push(true));
        $turn->pop();
    };
    $right = 0;
    $all = new WaitGroup();
    for ($i = 0; $i < 200; $i++) {
        $all->add();
        go(function () use ($client, &$channels, &$right, $all, $i) {
            $body = str_repeat(chr(65 + $i % 26), $i % 10 === 0 ? 300000 + $i : $i + 1);
            if ($i % 3 === 0) {
                $stream = $client->send(asking('/', ['method' => 'POST', 'pipeline' => true]));
                $channel = $channels[$stream] = new Channel(1);
                foreach (str_split($body, (int) (strlen($body) / 3) + 1) as $piece) {
                    $client->write($stream, $piece) || print("not written: $client->errMsg\n");
                }
                $client->write($stream, '', true);
            } else {
                $stream = $client->send(asking('/', ['method' => 'POST', 'data' => $body]));
                $channel = $channels[$stream] = new Channel(1);
            }
            $right += $channel->pop() === md5($body);
            $all->done();
        });
    }
    $all->wait();
    echo "$right right answers, ", count($channels), " outstanding, {$client->stats('active_stream_num')} active\n";
    $let_receive();
    try {
        $client->recv(1);
    } catch (Swoole\Error $error) {
        echo preg_replace('/\d+/', 'N', $error->getMessage()), "\n";
    }
    // Writes to one stream do not mix.
    $stream = $client->send(asking('/', ['method' => 'POST', 'pipeline' => true]));
    $channel = $channels[$stream] = new Channel(1);
    $both = new WaitGroup(2);
    foreach (['a', 'b'] as $letter) {
        go(function () use ($client, $stream, $letter, $both) {
            $client->write($stream, str_repeat($letter, 500000));
            $both->done();
        });
    }
    $both->wait();
    $client->write($stream, '', true);
    $one = str_repeat('a', 500000) . str_repeat('b', 500000);
    var_dump($channel->pop() === md5($one));
    $let_receive();
    var_dump($client->close());
    Co::join([$receiver]);
    // An operation that is cancelled leaves the connection as it is.
    $client->connect();
    $receiver = go(function () use ($client) {
        echo json_encode([$client->recv(), $client->errCode, $client->connected]), "\n";
    });
    Co::cancel($receiver);
    $client->send(asking('/', ['data' => 'x', 'method' => 'POST']));
    var_dump($client->recv()->data === md5('x'));
});
$run->stop();
?>
--EXPECT--
200 right answers, 0 outstanding, 0 active
Socket#N has already been bound to another coroutine#N, reading of the same socket in coroutine#N at the same time is not allowed
bool(true)
bool(true)
received false 125
[false,125,true]
bool(true)
