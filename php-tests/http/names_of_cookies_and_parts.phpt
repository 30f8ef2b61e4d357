--TEST--
Http\Request: names of cookies are taken as they are, names and file names of a form's parts are decoded; without any name the array is empty
--FILE--
<?php
// Measured on Swoole 6.2.2. PHP itself decodes no names of cookies: __%48ost-a must not become __Host-a, which browsers guard.
require __DIR__ . '/../include/http.php';
$http = http(function ($request, $response) {
    $names = array_map(fn ($file) => $file['name'] ?? $file, $request->files ?? []);
    $response->end(json_encode([$request->cookie, $request->post, isset($request->files) ? $names : null]));
}, ['http_compression' => false]);
in_both_modes($http, function (Run $run) {
    foreach (['__%48ost-a=%41', '%61=1; a=2', 'a%5B%5D=1; b[]=%5B', 'a+b=c+d', '%00', '', ';', '=x'] as $cookie) {
        echo $cookie, ' ', fetch($run, 'GET /', ["Cookie: $cookie"])->body, "\n";
    }
    foreach (['name="a%22b%0D%0A"', 'name="a%5B%5D"', 'name="a+%2B%2"', 'name="f"; filename="%E2%82%AC 5%.txt"', 'name="%66"; filename="a%22+b"',
        'name=""', 'name=""; filename="x"', ''] as $part) {
        $body = "--BB\r\nContent-Disposition: form-data; $part\r\n\r\nv\r\n--BB--\r\n";
        echo $part, ' ', fetch($run, 'POST /', ['Content-Type: multipart/form-data; boundary=BB'], $body)->body, "\n";
    }
});
?>
--EXPECT--
__%48ost-a=%41 [{"__%48ost-a":"A"},null,null]
%61=1; a=2 [{"%61":"1","a":"2"},null,null]
a%5B%5D=1; b[]=%5B [{"a%5B%5D":"1","b":["["]},null,null]
a+b=c+d [{"a+b":"c+d"},null,null]
%00 [{"%00":""},null,null]
 [[],null,null]
; [[],null,null]
=x [[],null,null]
name="a%22b%0D%0A" [null,{"a\"b\r\n":"v"},null]
name="a%5B%5D" [null,{"a":["v"]},null]
name="a+%2B%2" [null,{"a++%2":"v"},null]
name="f"; filename="%E2%82%AC 5%.txt" [null,null,{"f":"\u20ac 5%.txt"}]
name="%66"; filename="a%22+b" [null,null,{"f":"a\"+b"}]
name="" [null,[],null]
name=""; filename="x" [null,null,[]]
 [null,null,null]
