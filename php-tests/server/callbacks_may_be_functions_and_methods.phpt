--TEST--
A callback may be a closure, a function name, a static method or an object method
--FILE--
<?php
// manual, server/methods, on: the four ways to set a callback.
require __DIR__ . '/../include/harness.php';

function receive($server, $fd, $reactor, $data)
{
    $server->send($fd, "function $data\n");
}
class Handler
{
    public static function receive($server, $fd, $reactor, $data)
    {
        $server->send($fd, "static $data\n");
    }

    public function method($server, $fd, $reactor, $data)
    {
        $server->send($fd, "method $data\n");
    }

    public function __invoke($server, $fd, $reactor, $data)
    {
        $server->send($fd, "invoked $data\n");
    }
}
$echo = server(function (int $way) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1]);
    $ways = ['receive', 'Handler::receive', ['Handler', 'receive'], [new Handler(), 'method'], new Handler()];
    var_dump($server->on('Receive', $ways[$way]));
    ready($server);
    $server->start();
});
for ($way = 0; $way < 5; $way++) {
    $run = $echo->start($way);
    echo ask($run->connect(), 'call'), "\n";
    $run->stop();
}
?>
--EXPECT--
function call
static call
static call
method call
invoked call
