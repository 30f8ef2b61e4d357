--TEST--
header(): values may be arrays, numbers, null and objects whatever strict_types says; white space at their end is left out (the manual's example)
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $got = [
        $response->header('content-type', 'image/jpeg', true), $response->header('Test-Value', ["a\r\n", 'd5678', "e  \n ", null, 5678, 3.1415926]),
        $response->header('Foo', new SplFileInfo('bar')), $response->header('Number', 5), $response->header('Nothing', null), $response->header('Space', "x \t"),
        @$response->header('Bad', "a\r\nb"), @$response->header('Bad', ["a\nb\n"]),
    ];
    try {
        $response->header('Broken', new class {
            public function __toString(): string
            {
                throw new Exception('no text');
            }
        });
    } catch (Exception $e) {
        $got[] = $e->getMessage();
    }
    $response->end(json_encode($got));
});
in_both_modes($http, function (Run $run) {
    $answer = fetch($run, 'GET /');
    unset($answer->headers['date']);
    echo json_encode($answer->headers), "\n", $answer->body, "\n";
});
?>
--EXPECT--
{"content-type":["image\/jpeg"],"test-value":["a","d5678","e","5678","3.1415926"],"foo":["bar"],"number":["5"],"space":["x"],"server":["swoole-http-server"],"connection":["keep-alive"],"content-length":["53"]}
[true,true,true,true,true,true,false,false,"no text"]
