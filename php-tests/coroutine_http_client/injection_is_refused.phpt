--TEST--
Line breaks in path, method, headers, cookies and parts begin no other header or request
--FILE--
<?php
require __DIR__ . '/../include/peer.php';
use Swoole\Coroutine\Http\Client;

$run = echoing()->start();
$port = $run->port();
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port) {
    $try = function (Closure $prepare, string $path = '/') use ($port) {
        $client = new Client('127.0.0.1', $port);
        $prepare($client);
        set_error_handler(fn ($level, $text) => print preg_replace('/^.*?\(\): /', '', $text) . "\n");
        $done = $client->execute($path);
        restore_error_handler();
        var_dump($done, str_contains($client->body, 'Evil'));
    };
    $try(fn ($client) => 0, "/a\r\nEvil: y");
    $try(fn ($client) => 0, '');
    $try(fn ($client) => $client->setMethod("GET / HTTP/1.1\r\nEvil: y\r\n\r\nGET"));
    $try(fn ($client) => $client->setHeaders(['X' => "a\r\nEvil: y"]));
    $try(fn ($client) => $client->setHeaders(['Host' => "a\nEvil: y"]));
    $try(fn ($client) => $client->setHeaders(["X: y\r\nEvil" => 'a']));
    $try(fn ($client) => $client->setHeaders(['X' => ['fine', "a\0Evil"]]));
    $try(fn ($client) => $client->setHeaders(['Transfer-Encoding' => 'chunked']));
    $try(fn ($client) => $client->setCookies(["a\r\nEvil: b" => 'c', 'd' => "e\r\nEVIL: f"]));
});
$run->stop();
?>
--EXPECT--
the path contains control characters: encode them by rawurlencode()
bool(false)
bool(false)
the path is empty: give "/" for the root
bool(false)
bool(false)
the method is made of letters, digits and !#$%&'*+-.^_`|~
bool(false)
bool(false)
Header may not contain more than a single header, new line detected
bool(false)
bool(false)
Header may not contain more than a single header, new line detected
bool(false)
bool(false)
"X: y
Evil" is no name of a header: it is made of letters, digits and !#$%&'*+-.^_`|~
bool(false)
bool(false)
Header may not contain more than a single header, new line detected
bool(false)
bool(false)
the header Transfer-Encoding is not sent: bodies go with a Content-Length
bool(true)
bool(false)
bool(true)
bool(false)
