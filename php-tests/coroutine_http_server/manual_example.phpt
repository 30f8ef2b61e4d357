--TEST--
The manual's complete example, unchanged (coroutine/http_server)
--FILE--
<?php
require __DIR__ . '/../include/http.php';

$run = script(<<<'PHP'
<?php
use Swoole\Coroutine\Http\Server;
use function Swoole\Coroutine\run;

run(function () {
    $server = new Server('127.0.0.1', 9502, false);
    $server->handle('/', function ($request, $response) {
        $response->end("<h1>Index</h1>");
    });
    $server->handle('/test', function ($request, $response) {
        $response->end("<h1>Test</h1>");
    });
    $server->handle('/stop', function ($request, $response) use ($server) {
        $response->end("<h1>Stop</h1>");
        $server->shutdown();
    });
    $server->start();
});
PHP);
$kept = $run->connect();
foreach (['/', '/other', '/test', '/test111', '/TEST'] as $path) {
    say($kept, request("GET $path"));
    echo $path, ': ', answer($kept)->body, "\n";
}
echo fetch($run, 'GET /stop')->body, "\n";
var_dump(closed($kept), $run->wait_end());
echo $run->output();
?>
--EXPECT--
/: <h1>Index</h1>
/other: <h1>Index</h1>
/test: <h1>Test</h1>
/test111: <h1>Test</h1>
/TEST: <h1>Test</h1>
<h1>Stop</h1>
bool(true)
int(0)
