<?php
/*
 * A small site for clients that others wrote (a browser, Node, Python): a page, a form with an upload, and WebSocket. What the client found out
 * it posts to /report, one line each; the server prints it.
 */

require __DIR__ . '/http.php';
require __DIR__ . '/websocket.php';

/** `page` is what / gives. */
function site(string $page = 'hello'): Script
{
    return server(function (int $mode) use ($page) {
        $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
        $server->set(['worker_num' => 2, 'websocket_compression' => true, 'log_level' => SWOOLE_LOG_NONE]);
        $server->on('Request', function (Swoole\Http\Request $request, Swoole\Http\Response $response) use ($page) {
            $response->header('Content-Type', 'text/html; charset=utf-8');
            switch ($request->server['path_info']) {
                case '/':
                    $response->cookie('visited', 'yes');
                    return $response->end($page);
                case '/form':
                    $file = $request->files['file'] ?? null;
                    $response->header('Content-Type', 'application/json');
                    return $response->end(json_encode([
                        'method' => $request->getMethod(),
                        'post' => $request->post,
                        'file' => $file ? [$file['name'], $file['type'], $file['size'], md5_file($file['tmp_name'])] : null,
                        'cookie' => $request->cookie['visited'] ?? null,
                    ]));
                case '/chunks':
                    for ($i = 0; $i < 3; $i++) {
                        $response->write("chunk $i\n");
                        Co::sleep(0.001);
                    }
                    return $response->end();
                case '/report':
                    echo $request->rawContent(), "\nreported\n";
                    return $response->end();
            }
            $response->status(404);
            $response->end('nothing here');
        });
        $server->on('Open', fn ($server, $request) => $server->push($request->fd, 'welcome'));
        $server->on('Message', function ($server, $frame) {
            match ($frame->data) {
                'fragments' => $server->push($frame->fd, 'in ', 1, 0) && $server->push($frame->fd, 'parts', 0, 1),
                'bye' => $server->disconnect($frame->fd, 4000, 'as you wish'),
                default => $server->push($frame->fd, $frame->data, $frame->opcode, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS),
            };
        });
        ready($server);
        $server->start();
    });
}

/** The first of these commands that is here. */
function command(string ...$names): ?string
{
    foreach ($names as $name) {
        foreach (explode(':', getenv('PATH')) as $folder) {
            if (is_executable("$folder/$name")) {
                return "$folder/$name";
            }
        }
    }
    return null;
}

/** Runs a client to its end and gives what it printed. */
function client(array $command, float $seconds = 30.0): string
{
    $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
    stream_set_blocking($pipes[1], false);
    $out = '';
    try {
        until(function () use ($process, $pipes, &$out) {
            $out .= stream_get_contents($pipes[1]);
            return !proc_get_status($process)['running'];
        }, 'the client to end', $seconds);
    } finally {
        proc_terminate($process, SIGKILL);
    }
    return $out . stream_get_contents($pipes[1]);
}
