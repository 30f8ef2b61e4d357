--TEST--
examples/: README.md lists every example, and each one does what it says to a client
--FILE--
<?php
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$examples = dirname(__DIR__, 2) . '/examples';
$files = array_map('basename', glob("$examples/*.php"));
preg_match_all('/^\| `([a-z0-9_]+\.php)` \|/m', file_get_contents("$examples/README.md"), $listed);
echo 'not listed: ', implode(' ', array_diff($files, $listed[1])), "\n", 'listed, not there: ', implode(' ', array_diff($listed[1], $files)), "\n";

/** What a client hears. */
$line = function (Run $run): string {
    $client = $run->connect();
    say($client, "hello\n");
    return hear_line($client);
};
$http = fn (string $request, array $headers = [], string $body = '') => function (Run $run) use ($request, $headers, $body): string {
    $answer = fetch($run, $request, $headers, $body);
    return "$answer->status " . trim($answer->body);
};
$greeted = function (Run $run): string {
    $client = $run->connect();
    say($client, 'x');
    return hear($client, 5);
};
$printed = function (Run $run): string {
    $run->wait_end();
    return str_contains($run->output(), 'object(Closure)#5') ? 'object(Closure)#5' : $run->output();
};
$page = function (Run $run): string {
    $client = websocket_client($run);
    say($client, frame('{"text": "Ann"}'));
    return hear_frame($client)[1];
};
$does = [
    'tcp_echo.php' => $line,
    'construct.php' => $line,
    'start.php' => $line,
    'set.php' => fn (Run $run) => preg_replace('/worker \d/', 'worker N', $line($run)),
    'send.php' => $line,
    'confirm.php' => $line,
    'get_callback.php' => $printed,
    'exists.php' => $line,
    'get_client_list.php' => $greeted,
    'stats.php' => $line,
    'http_hello.php' => $http('GET /?name=%3CAda%3E'),
    'http_psr7.php' => $http('POST /users', ['Content-Type: application/x-www-form-urlencoded'], 'name=Ada'),
    'websocket_chat.php' => $page,
];
echo 'without a check here: ', implode(' ', array_diff($files, array_keys($does))), "\n";
foreach ($does as $file => $talk) {
    $run = example($file);
    echo "$file: ", $talk($run), "\n";
    $run->stop();
}
?>
--EXPECT--
not listed: 
listed, not there: 
without a check here: 
tcp_echo.php: 服务器响应: hello
construct.php: 服务器响应: hello
start.php: 服务器响应: hello
set.php: worker N: hello
send.php: 服务器响应: hello
confirm.php: 服务器响应: hello
get_callback.php: object(Closure)#5
exists.php: hello
get_client_list.php: hello
stats.php: hello
http_hello.php: 200 <h1>Hello, &lt;Ada&gt;</h1>
http_psr7.php: 201 {"created":"Ada"}
websocket_chat.php: {"what":"came","name":"Ann","people":["Ann"]}
