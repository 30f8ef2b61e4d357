--TEST--
WebSocket\Server::pack, unpack and Frame's own: bytes of a frame and back; false for what is no whole frame
--FILE--
<?php
// manual, websocket_server: pack, unpack, Swoole\WebSocket\Frame, CloseFrame
use Swoole\WebSocket\{CloseFrame, Frame, Server};

function frame_of(string $class, array $properties): Frame
{
    $frame = new $class();
    foreach ($properties as $name => $value) {
        $frame->$name = $value;
    }
    return $frame;
}
$close = frame_of(CloseFrame::class, ['code' => 1001, 'reason' => 'hi']);
$packed = [
    'text' => Server::pack('a'),
    'binary, not the last' => Server::pack('a', WEBSOCKET_OPCODE_BINARY, 0),
    'compressed' => Server::pack(str_repeat('a', 100), 1, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS),
    'frame' => Frame::pack(frame_of(Frame::class, ['data' => 'x', 'opcode' => 2]), 1, 0),
    'finish' => (string) frame_of(Frame::class, ['data' => 'x', 'finish' => false]),
    'close' => Frame::pack($close),
    'close as string' => (string) $close,
    'close, only a reason' => Server::pack('abc', WEBSOCKET_OPCODE_CLOSE),
    'opcode 11' => @Server::pack('a', 11),
];
foreach ($packed as $what => $bytes) {
    echo "$what: ", bin2hex($bytes), "\n";
}
$masked = Server::pack('abc', 1, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_MASK);
echo 'masked: ', strlen($masked), "\n";
$given = ['text' => Server::pack('a'), 'masked' => $masked, 'compressed' => $packed['compressed'], 'not the last' => "\x01\x01a", 'ping' => "\x89\x01a", 'close' => $packed['close'],
    'close without a code' => "\x88\x00", 'two' => "\x81\x01a\x81\x01b", 'large' => Server::pack(str_repeat('a', 70000)),
    'cut' => "\x81\x05hel", 'one byte' => "\x81", 'nothing' => '', 'bad compression' => "\xc1\x03\xff\xff\xff", 'absurd length' => "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xffa"];
foreach ($given as $what => $bytes) {
    $frame = Frame::unpack($bytes);
    echo "$what: ", $frame ? $frame::class . " opcode $frame->opcode flags $frame->flags finish " . json_encode($frame->finish) . ' ' . ($frame instanceof CloseFrame ? "$frame->code $frame->reason" : strlen($frame->data) . ' ' . substr($frame->data, 0, 3)) : json_encode($frame) . ' ' . swoole_last_error(), "\n";
}
?>
--EXPECT--
text: 810161
binary, not the last: 020161
compressed: c1064a4ca43d0000
frame: 820178
finish: 010178
close: 880403e96869
close as string: 880403e96869
close, only a reason: 880503e8616263
opcode 11: 
masked: 9
text: Swoole\WebSocket\Frame opcode 1 flags 1 finish true 1 a
masked: Swoole\WebSocket\Frame opcode 1 flags 33 finish true 3 abc
compressed: Swoole\WebSocket\Frame opcode 1 flags 7 finish true 100 aaa
not the last: Swoole\WebSocket\Frame opcode 1 flags 0 finish false 1 a
ping: Swoole\WebSocket\Frame opcode 9 flags 1 finish true 1 a
close: Swoole\WebSocket\CloseFrame opcode 8 flags 1 finish true 1001 hi
close without a code: Swoole\WebSocket\CloseFrame opcode 8 flags 1 finish true 1000 
two: Swoole\WebSocket\Frame opcode 1 flags 1 finish true 1 a
large: Swoole\WebSocket\Frame opcode 1 flags 1 finish true 70000 aaa
cut: false 8506
one byte: false 8506
nothing: false 8506
bad compression: false 8506
absurd length: false 8506
