--TEST--
Manual, websocket_server: the examples, as they stand: the first server, websocket_status, an own handshake, broadcasts, pack, close, ping and pong frames, compression
--FILE--
<?php
// websocket_server, from the page's beginning to its end. Only Server::defer(), which 6.2.2 does not have, is Event::defer() here, and the client
// that waits for a pong asks to see them: without that neither 6.2.2 nor this one shows them.
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';
function close_frame(int $code, string $reason = ''): string
{
    return frame(pack('n', $code) . $reason, WEBSOCKET_OPCODE_CLOSE);
}
/** Of fds that differ from run to run. */
function said(Run $run): string
{
    return preg_replace('/\bfd\d+|(?<=from )\d+|(?<=client )\d+/', 'FD', $run->output());
}

/** A script of a client, while the server has the port that it names. */
function beside(string $code): Run
{
    $file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
    file_put_contents($file, $code);
    register_shutdown_function(fn () => @unlink($file));
    return (new Script($file, null))->start();
}

echo "the first server\n";
$run = script(<<<'PHP'
<?php
$server = new Swoole\WebSocket\Server("0.0.0.0", 9501);

$server->on('open', function (Swoole\WebSocket\Server $server, $request) {
    echo "server: handshake success with fd{$request->fd}\n";
});

$server->on('message', function (Swoole\WebSocket\Server $server, $frame) {
    echo "receive from {$frame->fd}:{$frame->data},opcode:{$frame->opcode},fin:{$frame->finish}\n";
    $server->push($frame->fd, "this is server");
});

$server->on('close', function ($server, $fd) {
    echo "client {$fd} closed\n";
});

$server->start();
PHP);
$client = websocket_client($run);
say($client, frame('hello'));
echo hear_frame($client)[1], "\n";
fclose($client);
$run->wait('closed');
$status = fetch($run, 'GET /')->status;
$run->stop();
echo said($run), "without onRequest: $status\n";

echo "websocket_status\n";
$run = script(<<<'PHP'
<?php
$server = new Swoole\WebSocket\Server("0.0.0.0", 9501);
$server->on('message', function (Swoole\WebSocket\Server $server, $frame) {
    $client = $server->getClientInfo($frame->fd);
    // Alternatively, you can use $client = $server->connection_info($frame->fd);
    if (isset($client['websocket_status'])) {
        echo "It is a WebSocket connection";
    } else {
        echo "It is not a WebSocket connection";
    }
});
$server->start();
PHP);
say(websocket_client($run), frame('x'));
$run->wait('connection');
$run->stop();
echo $run->output(), "\n";

echo "an own handshake\n";
$run = script(<<<'PHP'
<?php
$server = new Swoole\WebSocket\Server("0.0.0.0", 9501);
$server->on('handshake', function (\Swoole\Http\Request $request, \Swoole\Http\Response $response) {
    // print_r( $request->header );
    // if (If certain custom requirements are not met, return end output, return false, handshake failed) {
    //    $response->end();
    //     return false;
    // }

    // WebSocket handshake connection algorithm verification
    $secWebSocketKey = $request->header['sec-websocket-key'];
    $pattern = '#^[+/0-9A-Za-z]{21}[AQgw]==$#';
    if (0 === preg_match($pattern, $secWebSocketKey) || 16 !== strlen(base64_decode($secWebSocketKey))) {
        $response->end();
        return false;
    }
    echo $request->header['sec-websocket-key'];
    $key = base64_encode(
        sha1(
            $request->header['sec-websocket-key'] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11',
            true
        )
    );

    $headers = [
        'Upgrade' => 'websocket',
        'Connection' => 'Upgrade',
        'Sec-WebSocket-Accept' => $key,
        'Sec-WebSocket-Version' => '13',
    ];

    // WebSocket connection to 'ws://127.0.0.1:9502/'
    // failed: Error during WebSocket handshake:
    // Response must not include 'Sec-WebSocket-Protocol' header if not present in request: websocket
    if (isset($request->header['sec-websocket-protocol'])) {
        $headers['Sec-WebSocket-Protocol'] = $request->header['sec-websocket-protocol'];
    }

    foreach ($headers as $key => $val) {
        $response->header($key, $val);
    }

    $response->status(101);
    $response->end();

    global $server;
    $fd = $request->fd;
    Swoole\Event::defer(function () use ($fd, $server)
    {
      echo "Client connected\n";
      $server->push($fd, "hello, welcome\n");
    });
});
$server->on('open', function () { echo "never\n"; });
$server->on('message', function ($server, $frame) {});
$server->start();
PHP);
$client = $run->connect();
preg_match_all('/^(?:HTTP.*|Upgrade:.*|Connection:.*|Sec-.*)$/m', str_replace("\r", '', handshake($client, '/', "Sec-WebSocket-Protocol: chat\r\n")), $lines);
echo implode("\n", $lines[0]), "\n", hear_frame($client)[1];
$run->stop();
echo $run->output();

echo "broadcasts\n";
$class = <<<'PHP'
<?php
class WebSocketServer
{
    public $server;

    public function __construct()
    {
        $this->server = new Swoole\WebSocket\Server("0.0.0.0", 9501);
        $this->server->on('open', function (Swoole\WebSocket\Server $server, $request) {
            echo "server: handshake success with fd{$request->fd}\n";
        });
        $this->server->on('message', function (Swoole\WebSocket\Server $server, $frame) {
            echo "receive from {$frame->fd}:{$frame->data},opcode:{$frame->opcode},fin:{$frame->finish}\n";
            $server->push($frame->fd, "this is server");
        });
        $this->server->on('close', function ($ser, $fd) {
            echo "client {$fd} closed\n";
        });
        $this->server->on('request', function ($request, $response) {
            // Receive HTTP request and get the value of 'message' from get, then push it to users
            // Loop through all websocket connections' fds and push to all users
            foreach ($this->server->connections as $fd) {
                // Need to check if it is a valid websocket connection to avoid push failure
                if ($this->server->isEstablished($fd)) {
                    $this->server->push($fd, $request->get['message']);
                }
            }
        });
        $this->server->start();
    }
}

new WebSocketServer();
PHP;
$run = script($class);
$clients = [websocket_client($run), websocket_client($run), websocket_client($run)];
$run->wait('handshake success', 3);
$http = $run->connect();
say($http, request('GET /?message=to%20all'));
foreach ($clients as $client) {
    echo hear_frame($client)[1], ' ';
}
echo "\n";
$run->stop();

echo "pack\n";
$run = script(<<<'PHP'
<?php
$ws = new Swoole\Server('127.0.0.1', 9501 , SWOOLE_BASE);

$ws->set(array(
    'log_file' => '/dev/null'
));

$ws->on('WorkerStart', function (\Swoole\Server $serv) {
});

$ws->on('receive', function ($serv, $fd, $threadId, $data) {
    $sendData = "HTTP/1.1 101 Switching Protocols\r\n";
    $sendData .= "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: IFpdKwYy9wdo4gTldFLHFh3xQE0=\r\n";
    $sendData .= "Sec-WebSocket-Version: 13\r\nServer: swoole-http-server\r\n\r\n";
    $sendData .= Swoole\WebSocket\Server::pack("hello world\n");
    $serv->send($fd, $sendData);
});

$ws->start();
PHP);
$client = $run->connect();
handshake($client);
echo hear_frame($client)[1];
$run->stop();

$frames = [
    'close' => [array('open_websocket_close_frame'), <<<'PHP'
    if ($frame->opcode == 0x08) {
        echo "Close frame received: Code {$frame->code} Reason {$frame->reason}\n";
    } else {
        echo "Message received: {$frame->data}\n";
    }
PHP, close_frame(4001, 'why')],
    'ping' => [array('open_websocket_ping_frame'), <<<'PHP'
    if ($frame->opcode == 0x09) {
        echo "Ping frame received: Code {$frame->opcode}\n";
        // Reply with Pong frame
        $pongFrame = new Swoole\WebSocket\Frame;
        $pongFrame->opcode = WEBSOCKET_OPCODE_PONG;
        $server->push($frame->fd, $pongFrame);
    } else {
        echo "Message received: {$frame->data}\n";
    }
PHP, frame('p', WEBSOCKET_OPCODE_PING)],
    'pong' => [array('open_websocket_pong_frame'), <<<'PHP'
    if ($frame->opcode == 0xa) {
        echo "Pong frame received: Code {$frame->opcode}\n";
    } else {
        echo "Message received: {$frame->data}\n";
    }
PHP, frame('p', WEBSOCKET_OPCODE_PONG)],
];
foreach ($frames as $kind => [[$option], $code, $frame]) {
    echo "$kind frames\n";
    $run = script(<<<PHP
<?php
\$server = new Swoole\\WebSocket\\Server("0.0.0.0", 9501);
\$server->set(array("$option" => true));
\$server->on('open', function (Swoole\\WebSocket\\Server \$server, \$request) {
});

\$server->on('message', function (Swoole\\WebSocket\\Server \$server, \$frame) {
$code
});

\$server->on('close', function (\$server, \$fd) {
});

\$server->start();
PHP);
    $client = websocket_client($run);
    say($client, frame('text'));
    $run->wait('Message received');
    say($client, $frame);
    $run->wait('frame received');
    if ($kind !== 'pong') {
        echo bin2hex(implode(' ', array_map(fn ($part) => is_int($part) ? chr($part) : $part, hear_frame($client)))), "\n";
    }
    $run->stop();
    echo $run->output();
}

echo "compression\n";
$run = script(<<<'PHP'
<?php
use Swoole\WebSocket\Frame;
use Swoole\WebSocket\Server;

$server = new Server('127.0.0.1', 9501);
$server->set(['websocket_compression' => true]);
$server->on('message', function (Server $server, Frame $frame) {
    $server->push(
        $frame->fd,
        'Hello Swoole',
        SWOOLE_WEBSOCKET_OPCODE_TEXT,
        SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS
    );
    // $server->push($frame->fd, $frame); // Or the server can directly forward the client's frame object as it is
});
$server->start();
PHP);
$client = websocket_client($run, '/', "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n");
say($client, frame('x'));
[$first, $data] = hear_frame($client);
echo dechex($first), ' ', $first & 0x40 ? inflate_add(inflate_init(ZLIB_ENCODING_RAW), "$data\x00\x00\xff\xff") : $data, "\n";
$own = beside(<<<'PHP'
<?php
use Swoole\Coroutine\Http\Client;
use function Swoole\Coroutine\run;

run(function () {
    $cli = new Client('127.0.0.1', 9501);
    $cli->set(['websocket_compression' => true]);
    $cli->upgrade('/');
    $cli->push(
        'Hello Swoole',
        SWOOLE_WEBSOCKET_OPCODE_TEXT,
        SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS
    );
    echo $cli->recv(10)->data, "\n";
});
PHP);
$own->wait_end();
echo $own->output();
$run->stop();

echo "pings\n";
$run = script(<<<'PHP'
<?php
use Swoole\WebSocket\Frame;
use Swoole\WebSocket\Server;

$server = new Server('127.0.0.1', 9501);
$server->on('message', function (Server $server, Frame $frame) {
    $pingFrame = new Frame;
    $pingFrame->opcode = WEBSOCKET_OPCODE_PING;
    $server->push($frame->fd, $pingFrame);
});
$server->start();
PHP);
$client = websocket_client($run);
say($client, frame('x'));
echo dechex(hear_frame($client)[0]), "\n";
$own = beside(<<<'PHP'
<?php
use Swoole\WebSocket\Frame;
use Swoole\Coroutine\Http\Client;
use function Swoole\Coroutine\run;

run(function () {
    $cli = new Client('127.0.0.1', 9501);
    $cli->set(['open_websocket_pong_frame' => true]);
    $cli->upgrade('/');
    $pingFrame = new Frame;
    $pingFrame->opcode = WEBSOCKET_OPCODE_PING;
    // Send PING
    $cli->push($pingFrame);
    
    // Receive PONG
    $pongFrame = $cli->recv();
    var_dump($pongFrame->opcode === WEBSOCKET_OPCODE_PONG);
});
PHP);
$own->wait_end();
echo $own->output();
$run->stop();
?>
--EXPECT--
the first server
this is server
server: handshake success with FD
receive from FD:hello,opcode:1,fin:1
client FD closed
client FD closed
without onRequest: 400
websocket_status
It is a WebSocket connection
an own handshake
HTTP/1.1 101 Switching Protocols
Upgrade: websocket
Connection: Upgrade
Sec-Websocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
Sec-Websocket-Version: 13
Sec-Websocket-Protocol: chat
hello, welcome
dGhlIHNhbXBsZSBub25jZQ==Client connected
broadcasts
to all to all to all 
pack
hello world
close frames
88200fa1776879
Message received: text
Close frame received: Code 4001 Reason why
ping frames
8a20
Message received: text
Ping frame received: Code 9
pong frames
Message received: text
Pong frame received: Code 10
compression
c1 Hello Swoole
Hello Swoole
pings
89
bool(true)
