--TEST--
Manual, Coroutine\Http\Server::handle: prefixes whatever their case, the longest that matches; "/" for the rest; none: 404; the same again replaces; callables of every kind
--FILE--
<?php
// coroutine/http_server, handle, "Caution". Measured on Swoole 6.2.2: of several that match mostly the one that was registered last is taken, with
// many of them any. So those that work there are registered from the general to the special, or do not overlap.
use Swoole\Coroutine\Http\{Client, Server};

final class Handler
{
    public static function shared($request, $response): void
    {
        $response->end('static');
    }

    public function __invoke($request, $response): void
    {
        $response->end('invokable');
    }

    public function method($request, $response): void
    {
        $response->end('method');
    }
}

function plain(Swoole\Http\Request $req, Swoole\Http\Response $resp)
{
    $resp->end('function ' . $req->server['request_uri']);
}

Co::set(['hook_flags' => 0]);
Co\run(function () {
    $server = new Server('127.0.0.1', 0);
    $say = fn (string $what) => fn ($request, $response) => $response->end($what);
    $server->handle('/test', $say('test'));
    $server->handle('/test/longer', $say('longer'));
    $server->handle('/TestNot', $say('not'));
    $server->handle('/Case', $say('case'));
    $server->handle('/function', 'plain');
    $server->handle('/static', 'Handler::shared');
    $server->handle('/array', ['Handler', 'shared']);
    $server->handle('/method', [new Handler, 'method']);
    $server->handle('/invokable', new Handler);
    $server->handle('/twice', $say('first'));
    $server->handle('/twice', $say('second'));
    go(fn () => $server->start());
    $client = new Client('127.0.0.1', $server->port);
    $show = function (string ...$paths) use ($client) {
        foreach ($paths as $path) {
            $client->get($path);
            echo $path, ': ', $client->statusCode, ' ', $client->statusCode === 200 ? $client->body : '', "\n";
        }
    };
    $show('/test', '/test111', '/TEST/longer', '/testnot', '/case', '/CASE/a?b=c', '/function/x', '/static', '/array', '/method', '/invokable', '/twice', '/', '/none', '/tes');
    $server->handle('/', $say('root'));
    $show('/none', '/', '/test');
    $server->shutdown();
});
?>
--EXPECT--
/test: 200 test
/test111: 200 test
/TEST/longer: 200 longer
/testnot: 200 not
/case: 200 case
/CASE/a?b=c: 200 case
/function/x: 200 function /function/x
/static: 200 static
/array: 200 static
/method: 200 method
/invokable: 200 invokable
/twice: 200 second
/: 404 
/none: 404 
/tes: 404 
/none: 200 root
/: 200 root
/test: 200 test
