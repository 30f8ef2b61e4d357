--TEST--
WebSocket\Server::push: opcodes, finish as bool and flags, Frame objects whose own opcode, flags and finish count, what is refused
--FILE--
<?php
// manual, websocket_server: push (both signatures), Swoole\WebSocket\Frame; RFC 6455, section 5.5 for pings
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket(['Message' => function ($server, $frame) {
    $fd = $frame->fd;
    $make = function (string $class = Swoole\WebSocket\Frame::class, mixed ...$properties) {
        $frame = new $class();
        foreach ($properties as $name => $value) {
            $frame->$name = $value;
        }
        return $frame;
    };
    $stringable = new class {
        public function __toString(): string
        {
            return 'stringable';
        }
    };
    $arguments = match ($frame->data) {
        'text' => ['text'],
        'empty' => [''],
        'binary' => ["\0\1", WEBSOCKET_OPCODE_BINARY],
        'bool true' => ['x', WEBSOCKET_OPCODE_TEXT, true],
        'bool false' => ['x', WEBSOCKET_OPCODE_TEXT, false],
        'continuation' => ['x', SWOOLE_WEBSOCKET_OPCODE_CONTINUATION, SWOOLE_WEBSOCKET_FLAG_FIN],
        'no mask from a server' => ['x', 1, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_MASK],
        'compressed without agreement' => ['x', 1, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS],
        'ping' => ['p', WEBSOCKET_OPCODE_PING],
        'long ping' => [str_repeat('p', 126), WEBSOCKET_OPCODE_PING],
        'opcode 11' => ['x', 11],
        'opcode -1' => ['x', -1],
        'number' => [17],
        'stringable' => [$stringable],
        'not UTF-8' => ["\xff"],
        'frame' => [$make(data: 'frame'), WEBSOCKET_OPCODE_BINARY, 0],
        'frame opcode' => [$make(data: 'x', opcode: WEBSOCKET_OPCODE_BINARY)],
        'frame flags' => [$make(data: 'x', flags: 0)],
        'frame finish' => [$make(data: 'x', finish: false)],
        'frame finish over flags' => [$make(data: 'x', flags: 0, finish: true)],
        'frame pong' => [$make(opcode: WEBSOCKET_OPCODE_PONG)],
        'frame opcode 12' => [$make(data: 'x', opcode: 12)],
        'frame echoed' => [$frame],
        'array' => [[]],
    };
    error_clear_last();
    try {
        $sent = @$server->push($fd, ...$arguments);
    } catch (TypeError $error) {
        $sent = false;
    }
    $server->send($fd, "\x82" . chr(strlen($report = json_encode($sent) . ' ' . (error_get_last()['message'] ?? ''))) . $report);
}]);
$cases = ['text', 'empty', 'binary', 'bool true', 'bool false', 'continuation', 'no mask from a server', 'compressed without agreement', 'ping', 'long ping',
    'opcode 11', 'opcode -1', 'number', 'stringable', 'not UTF-8', 'frame', 'frame opcode', 'frame flags', 'frame finish', 'frame finish over flags',
    'frame pong', 'frame opcode 12', 'frame echoed', 'array'];
in_both_modes($server, function (Run $run) use ($cases) {
    $client = websocket_client($run);
    foreach ($cases as $case) {
        say($client, frame($case));
        for ($got = []; !preg_match('/^82 (true|false) /', $next = next_frame($client)); $got[] = $next);
        echo "$case: ", trim(implode(', ', $got) . ' ' . (str_starts_with($next, '82 true') ? '' : substr($next, 3))), "\n";
    }
});
?>
--EXPECT--
text: 81 text
empty: 81
binary: 82 \000\001
bool true: 81 x
bool false: 01 x
continuation: 80 x
no mask from a server: 81 x
compressed without agreement: 81 x
ping: 89 p
long ping: false Swoole\WebSocket\Server::push(): a ping or pong can carry 125 bytes, not 126 (RFC 6455, section 5.5)
opcode 11: false Swoole\WebSocket\Server::push(): the maximum value of opcode is 10
opcode -1: false Swoole\WebSocket\Server::push(): the maximum value of opcode is 10
number: 81 17
stringable: 81 stringable
not UTF-8: 81 \377
frame: 81 frame
frame opcode: 82 x
frame flags: 01 x
frame finish: 01 x
frame finish over flags: 81 x
frame pong: 8a
frame opcode 12: false Swoole\WebSocket\Server::push(): the maximum value of opcode is 10
frame echoed: 81 frame echoed
array: false
