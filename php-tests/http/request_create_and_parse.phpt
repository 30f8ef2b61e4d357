--TEST--
Request::create(), parse(), isCompleted(): the manual's example; a body; parse_body and parse_cookie; what is no request uses no byte
--FILE--
<?php
use Swoole\Http\Request;
$data = "GET /index.html?hello=world&test=2123 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade-Insecure-Requests: \r\nCookie: env=pretest; phpsessid=f; username=h\r\n";
$req = Request::create(['parse_cookie' => false]);
echo json_encode([$req->isCompleted(), $req->parse($data), $req->isCompleted(), $req->parse("\r\n"), $req->isCompleted(), $req->parse('more')]), "\n";
echo json_encode([$req->get, $req->header, $req->cookie, $req->getMethod(), $req->getContent(), $req->getData() === $data . "\r\n", array_keys($req->server)]), "\n";
$post = "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=1";
foreach ([[], ['parse_body' => false], ['parse_post' => false]] as $options) {
    $req = Request::create($options);
    echo json_encode([$req->parse($post . 'another'), $req->isCompleted(), $req->post, $req->getContent()]), "\n";
}
$req = Request::create();
echo json_encode([$req->parse("no request\r\n\r\n"), $req->isCompleted(), $req->getMethod()]), "\n";
$req = new Request;
echo json_encode([$req->isCompleted(), $req->getMethod(), $req->getContent(), $req->rawContent(), $req->getData(), $req->parse('x')]), "\n";
?>
--EXPECT--
[false,140,false,2,true,false]
[{"hello":"world","test":"2123"},{"host":"127.0.0.1","upgrade-insecure-requests":"","cookie":"env=pretest; phpsessid=f; username=h"},null,"GET","",true,["query_string","request_method","request_uri","path_info","request_time","request_time_float","server_protocol"]]
[90,true,{"a":"1"},"a=1"]
[90,true,null,"a=1"]
[90,true,null,"a=1"]
[0,false,false]
[false,false,false,false,false,false]
