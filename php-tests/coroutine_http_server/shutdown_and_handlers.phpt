--TEST--
shutdown() ends idle connections and lets answers finish, which say so; start() again; handle() while running; the same path replaces; set() warns of unknown options
--FILE--
<?php
use Swoole\Coroutine\Http\{Client, Server};

Co::set(['hook_flags' => 0]);
Co\run(function () {
    $server = new Server('127.0.0.1', 0);
    var_dump($server->port > 0, $server->fd > 0, $server->host, $server->ssl, $server->settings);
    set_error_handler(fn ($level, $text) => print "$text\n");
    var_dump($server->set(['http_compression' => false, 'no_such_option' => 1]), $server->settings);
    restore_error_handler();
    var_dump($server->handle('/a', fn ($q, $r) => $r->end('first')), $server->handle('/a', fn ($q, $r) => $r->end('second')));
    $server->handle('/slow', function ($q, $r) { Co::sleep(0.1); $r->end('slow'); });
    for ($round = 1; $round <= 2; $round++) {
        go(function () use ($server) { var_dump($server->start()); });
        $idle = new Client('127.0.0.1', $server->port);
        var_dump($idle->get('/a'), $idle->body);
        var_dump($idle->get('/b'), $idle->statusCode);
        $server->handle('/b', fn ($q, $r) => $r->end('added'));
        var_dump($idle->get('/b'), $idle->body);
        $busy = new Client('127.0.0.1', $server->port);
        $done = new Swoole\Coroutine\Channel(1);
        go(function () use ($busy, $done) { $busy->get('/slow'); $done->push([$busy->body, $busy->headers['connection'], $busy->connected]); });
        Co::sleep(0.03);
        $server->shutdown();
        var_dump($idle->socket->recv(1, 5), json_encode($done->pop(5)));
    }
});
?>
--EXPECT--
bool(true)
bool(true)
string(9) "127.0.0.1"
bool(false)
NULL
unsupported option [no_such_option]
bool(true)
array(2) {
  ["http_compression"]=>
  bool(false)
  ["no_such_option"]=>
  int(1)
}
bool(true)
bool(true)
bool(true)
string(6) "second"
bool(true)
int(404)
bool(true)
string(5) "added"
bool(true)
string(0) ""
string(22) "["slow","close",false]"
bool(true)
string(6) "second"
bool(true)
int(200)
bool(true)
string(5) "added"
bool(true)
string(0) ""
string(22) "["slow","close",false]"
