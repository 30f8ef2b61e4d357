<?php
/* A server that knows no HTTP: a closure of the test answers each request with the very bytes that a client is to see. */

require __DIR__ . '/harness.php';

/**
 * One request after the other. The closure gets the request, the connection and its number; false ends the connection.
 * @param Closure(string, resource, int): mixed $answer
 */
function peer(Closure $answer): Script
{
    return server(function () use ($answer) {
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        $name = stream_socket_get_name($listener, false);
        ready((object) ['ports' => [(object) ['port' => (int) substr($name, strrpos($name, ':') + 1)]]]);
        for ($connections = [], $number = 0; ; ) {
            $ready = [$listener, ...$connections];
            $none = null;
            stream_select($ready, $none, $none, 60);
            foreach ($ready as $connection) {
                if ($connection === $listener) {
                    $connections[++$number] = stream_socket_accept($listener);
                    continue;
                }
                $which = array_search($connection, $connections, true);
                $request = whole_request($connection);
                if ($request === null || $answer($request, $connection, $which) === false) {
                    fclose($connection);
                    unset($connections[$which]);
                }
            }
        }
    });
}

/** Head and body (by its Content-Length); null: the client has ended. */
function whole_request($connection): ?string
{
    for ($text = ''; !str_contains($text, "\r\n\r\n"); $text .= $more) {
        if (($more = fread($connection, 8192)) === '' || $more === false) {
            return null;
        }
    }
    $length = preg_match('/^content-length: (\d+)/im', $text, $found) ? (int) $found[1] : 0;
    for ($end = strpos($text, "\r\n\r\n") + 4 + $length; strlen($text) < $end; $text .= $more) {
        if (($more = fread($connection, 8192)) === '' || $more === false) {
            return null;
        }
    }
    return $text;
}

/** An answer with a length. */
function ok(string $body, array $headers = [], string $status = '200 OK'): string
{
    $lines = array_map(fn ($line) => "$line\r\n", [...$headers, 'Content-Length: ' . strlen($body)]);
    return "HTTP/1.1 $status\r\n" . implode($lines) . "\r\n" . $body;
}

/** An echo server: the body is the request. */
function echoing(): Script
{
    return peer(fn (string $request, $connection) => fwrite($connection, ok($request)));
}
