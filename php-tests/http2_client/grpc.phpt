--TEST--
gRPC as its clients for Swoole speak it: unary calls, a stream of the server, a stream both ways; statuses in trailers; all on one connection
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
use Swoole\Coroutine\Channel;
use Swoole\Coroutine\Http2\Client;
use Swoole\Http2\Response;
/** A message on the wire: not compressed, its length, its bytes. */
function packed(string $message): string
{
    return pack('CN', 0, strlen($message)) . $message;
}
/** Whole messages; what is left stays in $bytes. */
function unpacked(string &$bytes): array
{
    for ($messages = []; strlen($bytes) >= 5 && strlen($bytes) >= 5 + ($length = unpack('N', $bytes, 1)[1]); $bytes = substr($bytes, 5 + $length)) {
        $messages[] = substr($bytes, 5, $length);
    }
    return $messages;
}
$http = http2(function ($request, $response) {
    $response->header('content-type', 'application/grpc');
    $response->header('trailer', 'grpc-status, grpc-message');
    $body = $request->rawContent();
    $messages = unpacked($body);
    switch ($request->server['request_uri']) {
        case '/test.Greeter/SayHello':
            $response->trailer('grpc-status', '0');
            $response->trailer('grpc-message', '');
            return $response->end(packed("Hello, $messages[0]"));
        case '/test.Greeter/Count':
            for ($i = 1; $i <= (int) $messages[0]; $i++) {
                $response->write(packed("number $i"));
            }
            $response->trailer('grpc-status', '0');
            return $response->end();
        case '/test.Greeter/Sum':
            $response->trailer('grpc-status', '0');
            return $response->end(packed((string) array_sum($messages)));
    }
    $response->trailer('grpc-status', '12');
    $response->trailer('grpc-message', 'unimplemented');
    $response->end();
});
/** What gRPC clients do with the class: one coroutine receives, calls wait on channels of their streams. */
final class Grpc
{
    private array $channels = [];
    private Client $client;

    public function __construct(int $port)
    {
        $this->client = new Client('127.0.0.1', $port, false);
        $this->client->set(['timeout' => 10, 'send_yield' => false, 'ssl_host_name' => '', 'credentials' => null]);
        $this->client->connect();
        go(function () {
            while ($response = $this->client->recv(-1)) {
                $channel = $this->channels[$response->streamId];
                if (!$response->pipeline) {
                    unset($this->channels[$response->streamId]);
                }
                $channel->push($response);
            }
            echo 'the connection has ended ', json_encode($this->client->connected), "\n";
        });
    }

    public function open(string $path, array $properties): int
    {
        $headers = ['content-type' => 'application/grpc+proto', 'te' => 'trailers', 'user-agent' => 'grpc-test/1.0'];
        $stream = $this->client->send(asking($path, $properties + ['method' => 'POST', 'headers' => $headers]));
        $this->channels[$stream] = new Channel(100);
        return $stream;
    }

    public function __call(string $method, array $arguments): mixed
    {
        return $this->client->$method(...$arguments);
    }

    public function channel(int $stream): Channel
    {
        return $this->channels[$stream];
    }
}
$run = $http->start(SWOOLE_PROCESS);
$port = $run->port();
coroutine(function () use ($port) {
    $grpc = new Grpc($port);
    $status = fn (Response $response) => $response->statusCode . ' grpc-status ' . ($response->headers['grpc-status'] ?? 'none') . ' ' . ($response->headers['grpc-message'] ?? '');
    foreach (['SayHello', 'Nothing'] as $method) {
        $channel = $grpc->channel($grpc->open("/test.Greeter/$method", ['data' => packed('Rust')]));
        $response = $channel->pop();
        $bytes = (string) $response->data;
        echo $method, ' ', json_encode(unpacked($bytes)), ' ', $status($response), "\n";
    }
    $channel = $grpc->channel($grpc->open('/test.Greeter/Count', ['data' => packed('5'), 'usePipelineRead' => true]));
    [$bytes, $messages] = ['', []];
    do {
        $response = $channel->pop();
        $bytes .= $response->data;
        $messages = [...$messages, ...unpacked($bytes)];
    } while ($response->pipeline);
    echo 'Count ', json_encode($messages), ' ', $status($response), "\n";
    $stream = $grpc->open('/test.Greeter/Sum', ['pipeline' => true, 'data' => packed('1')]);
    $channel = $grpc->channel($stream);
    foreach ([2, 3, 4] as $number) {
        $grpc->write($stream, packed((string) $number));
    }
    $grpc->write($stream, '', true);
    $response = $channel->pop();
    $bytes = $response->data;
    echo 'Sum ', json_encode(unpacked($bytes)), ' ', $status($response), "\n";
    var_dump($grpc->isStreamExist($stream), $grpc->ping(), $grpc->goaway());
    $grpc->close();
});
$run->stop();
?>
--EXPECT--
SayHello ["Hello, Rust"] 200 grpc-status 0 
Nothing [] 200 grpc-status 12 unimplemented
Count ["number 1","number 2","number 3","number 4","number 5"] 0 grpc-status 0 
Sum ["10"] 200 grpc-status 0 
bool(false)
bool(true)
bool(true)
the connection has ended false
