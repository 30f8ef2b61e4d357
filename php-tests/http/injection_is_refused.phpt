--TEST--
CR, LF and NUL in headers, cookies, the reason or redirect() give a warning and false, and never reach the client
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $said = [];
    set_error_handler(function ($level, $text) use (&$said) {
        $said[] = preg_replace('/^.*?\(\): /', '', $text);
        return true;
    });
    $got = [
        $response->header("a\r\nb", 'v'), $response->header('a', "v\nX-Bad: 1"), $response->header('a', ['v', "w\rx"]), $response->header('a', "v\0"),
        $response->cookie("n\n", 'v'), $response->rawcookie('n', "v\r\n"), $response->cookie('n', 'v', 0, "/\r\n"), $response->cookie('n', 'v', 0, '/', "d\n"),
        $response->cookie('n', 'v', 0, '/', '', false, false, "Lax\nX-Bad: 1"), $response->trailer('t', "v\r\n"), $response->status(200, "OK\r\nX-Bad: 1"),
        $response->redirect("/\r\nX-Bad: 1"), $response->header(str_repeat('k', 200), 'v'), $response->cookie('', 'v'), $response->cookie('a=b', 'v'), swoole_last_error(),
    ];
    $response->end(json_encode($got) . "\n" . implode("\n", array_unique($said)));
});
in_both_modes($http, function (Run $run) {
    $answer = fetch($run, 'GET /');
    echo json_encode(array_keys($answer->headers)), "\n", $answer->body, "\n";
});
?>
--EXPECT--
["server","date","connection","content-type","content-length"]
[false,false,false,false,false,false,false,false,false,false,false,false,false,false,false,510]
Header may not contain more than a single header, new line detected
Header may not contain NUL bytes
The name cannot contain "=", ",", ";", " ", "\t", "\r", "\n", "\013", or "\014"
The value cannot contain ",", ";", " ", "\t", "\r", "\n", "\013", or "\014"
The path option cannot contain ",", ";", " ", "\t", "\r", "\n", "\013", or "\014"
The domain option cannot contain ",", ";", " ", "\t", "\r", "\n", "\013", or "\014"
The sameSite option cannot contain ",", ";", " ", "\t", "\r", "\n", "\013", or "\014"
The reason may not contain CR, LF or NUL: it would begin another header
header key is too long
The name cannot be empty
