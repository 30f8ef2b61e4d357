--TEST--
WebSocket\Server: HTTP and WebSocket on one port; TCP, HTTP alone and WebSocket with callbacks of its own on other ports
--FILE--
<?php
// manual, server/port: "open_http_protocol", "open_websocket_protocol" and callbacks of a port; a port without its own ones uses those of the server
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = server(function (int $mode) {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
    $server->on('Message', fn ($server, $frame) => $server->push($frame->fd, "main $frame->data"));
    $server->on('Request', fn ($request, $response) => $response->end('main ' . $request->server['request_uri']));
    $tcp = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $tcp->set(['open_http_protocol' => false, 'open_websocket_protocol' => false, 'open_eof_split' => true, 'package_eof' => "\n"]);
    $tcp->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, "tcp $data"));
    $http = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $http->set(['open_http_protocol' => true, 'open_websocket_protocol' => false]);
    $http->on('Request', fn ($request, $response) => $response->end('http ' . $request->server['request_uri']));
    $other = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $other->set(['open_websocket_protocol' => true]);
    $other->on('Message', fn ($server, $frame) => $server->push($frame->fd, "other $frame->data"));
    ready($server);
    $server->start();
});
in_both_modes($server, function (Run $run) {
    foreach ([0, 3] as $port) {
        $client = websocket_client($run, port: $port);
        say($client, frame('hello'));
        echo next_frame($client), "\n";
    }
    $client = $run->connect(1);
    say($client, "line\n");
    echo hear_line($client), "\n";
    foreach ([0, 2] as $port) {
        $client = $run->connect($port);
        say($client, request('GET /page'));
        echo answer($client)->body, "\n";
    }
    $client = $run->connect(2);
    say($client, request('GET /upgrade', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13']));
    echo answer($client)->body, "\n";
});
?>
--EXPECT--
81 main hello
81 other hello
tcp line
main /page
http /page
http /upgrade
