<?php
// Echo over TCP by Coroutine\Socket, without a Swoole\Server: one coroutine for each connection. The environment says PORT.
use Swoole\Coroutine;
use Swoole\Coroutine\Socket;

// PHP without ext-sockets does not name them: IPPROTO_TCP and TCP_NODELAY.
const TCP = 6;
const NODELAY = 1;

Coroutine::set(['max_coroutine' => 20000]);
Coroutine\run(function () {
    $listener = new Socket(AF_INET, SOCK_STREAM, 0);
    $listener->setOption(SOL_SOCKET, SO_REUSEADDR, 1);
    if (!$listener->bind('127.0.0.1', (int) (getenv('PORT') ?: 9501)) || !$listener->listen(2048)) {
        fwrite(STDERR, "can not listen: {$listener->errMsg}\n");
        exit(1);
    }
    while ($connection = $listener->accept(-1)) {
        $connection->setOption(TCP, NODELAY, 1);
        Coroutine::create(function () use ($connection) {
            while (($data = $connection->recv(65536, -1)) !== '' && $data !== false) {
                $connection->sendAll($data);
            }
            $connection->close();
        });
    }
});
