--TEST--
The manual's WebSocket example, unchanged: upgrade, recv, push, close (coroutine/ws_server)
--FILE--
<?php
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$run = script(<<<'PHP'
<?php
use Swoole\Http\Request;
use Swoole\Http\Response;
use Swoole\WebSocket\CloseFrame;
use Swoole\Coroutine\Http\Server;
use function Swoole\Coroutine\run;

run(function () {
    $server = new Server('127.0.0.1', 9502, false);
    $server->handle('/websocket', function (Request $request, Response $ws) {
        $ws->upgrade();
        while (true) {
            $frame = $ws->recv();
            if ($frame === '') {
                $ws->close();
                break;
            } else if ($frame === false) {
                echo 'errorCode: ' . swoole_last_error() . "\n";
                $ws->close();
                break;
            } else {
                if ($frame->data == 'close' || get_class($frame) === CloseFrame::class) {
                    $ws->close();
                    break;
                }
                $ws->push("Hello {$frame->data}!");
                $ws->push("How are you, {$frame->data}?");
            }
        }
    });

    $server->handle('/', function (Request $request, Response $response) {
        $response->end('<h1>Swoole WebSocket Server</h1>');
    });

    $server->start();
});
PHP);
echo fetch($run, 'GET /')->body, "\n";
$client = $run->connect();
echo strtok(handshake($client, '/websocket'), "\r"), "\n";
foreach ([frame('Ada'), frame('fra', 1, false) . frame("hi", 9) . frame('gment', 0)] as $bytes) {
    say($client, $bytes);
    for ($n = $bytes[0] === "\x01" ? 3 : 2; $n > 0; $n--) {
        [$first, $text] = hear_frame($client);
        printf("%x %s\n", $first, $text);
    }
}
say($client, frame('close'));
echo bin2hex(hear_frame($client)[1]), ' ', closed($client) ? 'closed' : 'open', "\n";

$client = $run->connect();
handshake($client, '/websocket');
say($client, frame("\x0f\xa1bye", 8));
echo bin2hex(hear_frame($client)[1]), ' ', closed($client) ? 'closed' : 'open', "\n";

$client = $run->connect();
handshake($client, '/websocket');
say($client, "\x81\x02no");
[$first, $text] = hear_frame($client);
printf("%x %d %s\n", $first, unpack('n', $text)[1], closed($client) ? 'closed' : 'open');
$run->wait('errorCode: ' . SWOOLE_ERROR_WEBSOCKET_UNPACK_FAILED);
$run->stop();
?>
--EXPECT--
<h1>Swoole WebSocket Server</h1>
HTTP/1.1 101 Switching Protocols
81 Hello Ada!
81 How are you, Ada?
8a hi
81 Hello fragment!
81 How are you, fragment?
03e8 closed
0fa1627965 closed
88 1002 closed
