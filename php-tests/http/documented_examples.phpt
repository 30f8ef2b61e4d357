--TEST--
Manual, http_server: the examples, unchanged: the first server, redirect, detach for a task and for content of one's own, isWritable, headers and cookies
--FILE--
<?php
// http_server: the page's first example; redirect(); detach(), both examples; isWritable()
require __DIR__ . '/../include/http.php';

echo "the first server\n";
$run = script(<<<'PHP'
<?php
$http = new Swoole\Http\Server("127.0.0.1", 9501);
$http->on('request', function ($request, $response) {
    $response->end("<h1>Hello Swoole. #".rand(1000, 9999)."</h1>");
});
$http->start();
PHP);
echo preg_replace('/#\d{4}</', '#N<', fetch($run, 'GET /')->body), "\n";
$run->stop();

echo "redirect\n";
$run = script(<<<'PHP'
<?php
$http = new Swoole\Http\Server("0.0.0.0", 9501, SWOOLE_BASE);

$http->on('request', function ($req, Swoole\Http\Response $resp) {
    $resp->redirect("http://www.baidu.com/", 301);
});

$http->start();
PHP);
$answer = fetch($run, 'GET /');
echo $answer->status, ' ', $answer->header('location'), "\n";
$run->stop();

echo "detach for a task\n";
$run = script(<<<'PHP'
<?php
  $http = new Swoole\Http\Server("0.0.0.0", 9501);

  $http->set(['task_worker_num' => 1, 'worker_num' => 1]);

  $http->on('request', function ($req, Swoole\Http\Response $resp) use ($http) {
      $resp->detach();
      $http->task(strval($resp->fd));
  });

  $http->on('finish', function () {
      echo "task finish";
  });

  $http->on('task', function ($serv, $task_id, $worker_id, $data) {
      var_dump($data);
      $resp = Swoole\Http\Response::create($data);
      $resp->end("in task");
      echo "async task\n";
  });

  $http->start();
PHP);
$client = $run->connect();
foreach ([1, 2] as $round) {
    say($client, request('GET /'));
    echo answer($client)->body, "\n";
}
$run->wait("async task\n", 2);
$run->stop();
echo $run->output();

echo "detach for content of one's own\n";
$run = script(<<<'PHP'
<?php
  $http = new Swoole\Http\Server("0.0.0.0", 9501);

  $http->on('request', function ($req, Swoole\Http\Response $resp) use ($http) {
      $resp->detach();
      $http->send($resp->fd, "HTTP/1.1 200 OK\r\nServer: server\r\n\r\nHello World\n");
  });

  $http->start();
PHP);
$client = $run->connect();
say($client, request('GET /'));
echo str_replace("\r", '', hear($client, 47)), "\n";
$run->stop();

echo "isWritable\n";
$run = script(<<<'PHP'
<?php
use Swoole\Http\Server;
use Swoole\Http\Request;
use Swoole\Http\Response;

$http = new Server('0.0.0.0', 9501);

$http->on('request', function (Request $req, Response $resp) {
    var_dump($resp->isWritable()); // true
    $resp->end('hello');
    var_dump($resp->isWritable()); // false
    $resp->setStatusCode(403); // http response is unavailable (maybe it has been ended or detached)
});

$http->start();
PHP);
echo fetch($run, 'GET /')->body, "\n";
$run->wait('bool(false)');
$run->stop();
echo $run->output();
?>
--EXPECT--
the first server
<h1>Hello Swoole. #N</h1>
redirect
301 http://www.baidu.com/
detach for a task
in task
in task
string(1) "1"
async task
string(1) "1"
async task
detach for content of one's own
HTTP/1.1 200 OK
Server: server

Hello World

isWritable
hello
bool(true)
bool(false)
