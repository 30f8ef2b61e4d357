--TEST--
set() of clients, setProtocol(): what is unknown, not built or of a wrong type is named in the log, once; sizes may be written as 2M, and what is none is an exception
--FILE--
<?php
use Swoole\Client;
use Swoole\Coroutine\Socket;

function told(Closure $body): string
{
    ob_start();
    try {
        $body();
    } catch (Swoole\Exception $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
    return ob_get_clean();
}

Co::set(['hook_flags' => 0]);
$makers = [
    fn () => new Client(SWOOLE_SOCK_TCP),
    fn () => new Co\Client(SWOOLE_SOCK_TCP),
    fn () => new Co\Http\Client('127.0.0.1', 1),
    fn () => new Co\Http2\Client('127.0.0.1', 1),
];
Co\run(function () use ($makers) {
    foreach ($makers as $number => $make) {
        foreach ([0, 1] as $again) {
            $make()->set(['nonsense' => 1, "nonsense$number" => 1, 'worker_num' => 2, 'timeout' => 'soon', 'bind_address' => [1], 'read_timeout' => '1.5']);
        }
        $client = $make();
        $client->set(['bind_address' => [2], 'timeout' => 3]);
        var_dump($client->setting);
        echo told(fn () => $client->set(['package_max_length' => 'large']));
    }
    $socket = new Socket(AF_INET, SOCK_STREAM, 0);
    var_dump($socket->setProtocol(['nonsense5' => true, 'open_fastcgi_protocol' => true]));
    echo told(fn () => $socket->setProtocol(['package_max_length' => '1x']));

    // As a size and not as the number 2.
    [$one, $other] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
    var_dump($other->setProtocol(['open_length_check' => true, 'package_length_type' => 'n', 'package_body_offset' => 2, 'package_max_length' => '2K']));
    $one->send(pack('n', 1000) . str_repeat('x', 1000));
    var_dump(strlen($other->recvPacket(5)));
    $http = new Co\Http\Client('127.0.0.1', 1);
    $http->set(['defer' => true]);
    var_dump($http->getDefer());
});
?>
--EXPECTF--
[%s]	WARNING	unsupported option [nonsense]
[%s]	WARNING	unsupported option [nonsense0]
[%s]	WARNING	option [worker_num] has no effect on a client or socket: set it on server
[%s]	WARNING	option [timeout] expects a number, 'soon' given; it is taken as 0
[%s]	WARNING	option [bind_address] expects a string, array given; it is ignored
array(1) {
  ["timeout"]=>
  int(3)
}
Swoole\Exception: option [package_max_length]: failed to parse 'large' to size; give a number of bytes, or digits followed by K, M or G
[%s]	WARNING	unsupported option [nonsense1]
array(1) {
  ["timeout"]=>
  int(3)
}
Swoole\Exception: option [package_max_length]: failed to parse 'large' to size; give a number of bytes, or digits followed by K, M or G
[%s]	WARNING	unsupported option [nonsense2]
array(1) {
  ["timeout"]=>
  int(3)
}
Swoole\Exception: option [package_max_length]: failed to parse 'large' to size; give a number of bytes, or digits followed by K, M or G
[%s]	WARNING	unsupported option [nonsense3]
array(1) {
  ["timeout"]=>
  int(3)
}
Swoole\Exception: option [package_max_length]: failed to parse 'large' to size; give a number of bytes, or digits followed by K, M or G
[%s]	WARNING	unsupported option [nonsense5]
[%s]	WARNING	option [open_fastcgi_protocol] is accepted by the original but not supported yet: the FastCGI framing is not built; the value true is ignored
bool(true)
Swoole\Exception: option [package_max_length]: failed to parse '1x' to size; give a number of bytes, or digits followed by K, M or G
bool(true)
int(1002)
bool(true)
