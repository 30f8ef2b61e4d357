--TEST--
The classes have the members that the documentation lists, short names (manual, alias), and may be extended as clients of gRPC do
--FILE--
<?php
require __DIR__ . '/../include/api.php';
foreach (['Swoole\Coroutine\Http2\Client', 'Swoole\Coroutine\Http2\Client\Exception', 'Swoole\Http2\Request', 'Swoole\Http2\Response', 'co\http2\client', 'co\http2\client\exception', 'co\socket\exception'] as $name) {
    compare_class($name);
}
final class Call extends Swoole\Http2\Request
{
    public $method = 'POST';
    public function __construct(public string $name)
    {
        $this->path = "/$name";
        $this->headers = ['content-type' => 'application/grpc'];
    }
}
$call = new Call('x');
echo json_encode($call), "\n", json_encode(new Swoole\Http2\Response()), "\n";
foreach (['co\http2\client', 'co\http2\client\exception', 'co\socket\exception'] as $name) {
    echo (new ReflectionClass($name))->getName(), "\n";
}
foreach ([new Swoole\Http2\Request(), new Swoole\Http2\Response(), new Swoole\Coroutine\Http2\Client('localhost')] as $object) {
    try {
        serialize($object);
    } catch (Exception $exception) {
        echo $exception->getMessage(), "\n";
    }
}
var_dump((new Swoole\Coroutine\Http2\Client('localhost'))->port, new Swoole\Coroutine\Http2\Client\Exception() instanceof Swoole\Exception);
?>
--EXPECT--
{"path":"\/x","method":"POST","headers":{"content-type":"application\/grpc"},"cookies":null,"data":"","pipeline":false,"usePipelineRead":false,"name":"x"}
{"streamId":0,"errCode":0,"statusCode":0,"pipeline":false,"headers":null,"set_cookie_headers":null,"cookies":null,"data":null}
Swoole\Coroutine\Http2\Client
Swoole\Coroutine\Http2\Client\Exception
Swoole\Coroutine\Socket\Exception
Serialization of 'Swoole\Http2\Request' is not allowed
Serialization of 'Swoole\Http2\Response' is not allowed
Serialization of 'Swoole\Coroutine\Http2\Client' is not allowed
int(80)
bool(true)
