--TEST--
The example of getClientInfo prints what the document says about the client of a request
--FILE--
<?php
// server-methods, getClientInfo: the code below is the documented example, unchanged.
require __DIR__ . '/../include/http.php';

$run = script(<<<'PHP'
<?php

$server = new Swoole\Http\Server("0.0.0.0", 9501, SWOOLE_PROCESS);

$server->on('Request', function ($request, $response) use ($server) {
    /**
     * @var $response \Swoole\Http\Response
     */
    var_dump($server->getClientInfo($response->fd));
    $response->end('http请求响应');
});

$server->start();
PHP);
$client = $run->connect('tcp://127.0.0.1:9501');
say($client, request('GET /'));
echo answer($client)->body, "\n";
$port = (int) substr(strrchr(stream_socket_get_name($client, false), ':'), 1);
$run->wait('close_errno');
echo str_contains($run->output(), "[\"remote_port\"]=>\n  int($port)\n") ? "the client's own port\n" : "another port\n";
$run->stop();
echo $run->output();
?>
--EXPECTF--
http请求响应
the client's own port
array(%d) {
  ["server_port"]=>
  int(9501)
  ["server_fd"]=>
  int(%d)
  ["socket_fd"]=>
  int(%d)
  ["socket_type"]=>
  int(1)
  ["remote_port"]=>
  int(%d)
  ["remote_ip"]=>
  string(9) "127.0.0.1"
  ["reactor_id"]=>
  int(%d)
  ["connect_time"]=>
  int(%d)
  ["last_time"]=>
  int(%d)
%A  ["close_errno"]=>
  int(0)
%A}
