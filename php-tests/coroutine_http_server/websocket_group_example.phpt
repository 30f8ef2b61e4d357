--TEST--
The manual's second WebSocket example, unchanged: a message of one goes to all, who leaves is left out (coroutine/ws_server)
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
        global $wsObjects;
        $objectId = spl_object_id($ws);
        $wsObjects[$objectId] = $ws;
        while (true) {
            $frame = $ws->recv();
            if ($frame === '') {
                unset($wsObjects[$objectId]);
                $ws->close();
                break;
            } else if ($frame === false) {
                echo 'errorCode: ' . swoole_last_error() . "\n";
                $ws->close();
                break;
            } else {
                if ($frame->data == 'close' || get_class($frame) === CloseFrame::class) {
                    unset($wsObjects[$objectId]);
                    $ws->close();
                    break;
                }
                foreach ($wsObjects as $obj) {
                    $obj->push("Server：{$frame->data}");
                }
            }
        }
    });
    $server->start();
});
PHP);
$clients = array_map(fn () => websocket_client($run, '/websocket'), range(0, 3));
$to_all = function (int $from, string $text) use (&$clients) {
    say($clients[$from], frame($text));
    echo implode(' ', array_map(fn ($client) => hear_frame($client)[1], $clients)), "\n";
};
$to_all(0, 'one');
$to_all(3, 'two');
// One says goodbye, one asks to be closed, one just leaves.
say($clients[1], frame(pack('n', 1000), WEBSOCKET_OPCODE_CLOSE));
echo bin2hex(hear_frame($clients[1])[1]), "\n";
say($clients[2], frame('close'));
echo bin2hex(hear_frame($clients[2])[1]), "\n";
unset($clients[1], $clients[2]);
$to_all(0, 'three');
fclose($clients[3]);
unset($clients[3]);
$to_all(0, 'four');
$run->stop();
echo $run->output();
?>
--EXPECT--
Server：one Server：one Server：one Server：one
Server：two Server：two Server：two Server：two
03e8
03e8
Server：three Server：three
Server：four
