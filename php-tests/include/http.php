<?php
/* What the tests of HTTP share: requests over a raw socket, answers read to their end as RFC 9112 frames them. */

require __DIR__ . '/harness.php';

const MODES = ['PROCESS' => SWOOLE_PROCESS, 'BASE' => SWOOLE_BASE];

/** A server with one Request callback; `set` goes to set(). */
function http(Closure $callback, array $set = []): Script
{
    return server(function (int $mode) use ($callback, $set) {
        $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
        $server->set($set + ['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE]);
        $server->on('request', fn ($request, $response) => $callback($request, $response, $server));
        ready($server);
        $server->start();
    });
}

/** Runs the body with a running server in both modes; it prints nothing unless the modes differ from each other. */
function in_both_modes(Script $server, Closure $body): void
{
    $printed = [];
    foreach (MODES as $name => $mode) {
        $run = $server->start($mode);
        ob_start();
        $body($run, $name);
        $printed[$name] = ob_get_clean();
        $run->stop();
    }
    echo $printed['PROCESS'];
    if ($printed['PROCESS'] !== $printed['BASE']) {
        echo "--- but in BASE mode:\n", $printed['BASE'];
    }
}

/** `GET /path` or a whole request line, more header lines, a body. */
function request(string $line, array $headers = [], string $body = ''): string
{
    $line = str_contains($line, ' HTTP/') ? $line : "$line HTTP/1.1";
    $headers = array_merge(['Host: test'], $headers);
    if ($body !== '' && !preg_grep('/^(content-length|transfer-encoding):/i', $headers)) {
        $headers[] = 'Content-Length: ' . strlen($body);
    }
    return $line . "\r\n" . implode("\r\n", $headers) . "\r\n\r\n" . $body;
}

/** Reads one answer. */
function answer($client, bool $head = false): Answer
{
    $text = '';
    while (!str_ends_with($text, "\r\n\r\n")) {
        $byte = hear($client, 1);
        if ($byte === '') {
            return new Answer(0, $text, [], '');
        }
        $text .= $byte;
    }
    $lines = explode("\r\n", trim($text));
    [, $status, $reason] = explode(' ', array_shift($lines), 3) + [2 => ''];
    $headers = [];
    foreach ($lines as $line) {
        [$name, $value] = explode(': ', $line, 2) + [1 => ''];
        $headers[strtolower($name)][] = $value;
    }
    $body = '';
    if ($head || in_array((int) $status, [204, 304]) || (int) $status < 200) {
        $body = '';
    } elseif (isset($headers['content-length'])) {
        $body = hear($client, (int) $headers['content-length'][0]);
    } elseif (isset($headers['transfer-encoding'])) {
        while (($size = hexdec(trim(hear_line($client)))) > 0) {
            $body .= hear($client, $size);
            hear($client, 2);
        }
        while (($line = rtrim(hear_line($client), "\r")) !== '') {
            [$name, $value] = explode(': ', $line, 2);
            $headers["trailer $name"][] = $value;
        }
    } else {
        while (($more = hear($client, 65536)) !== '') {
            $body .= $more;
        }
    }
    return new Answer((int) $status, $reason, $headers, $body);
}

/** One request on a connection of its own. */
function fetch(Run $run, string $line, array $headers = [], string $body = ''): Answer
{
    $client = $run->connect();
    say($client, request($line, $headers, $body));
    return answer($client, str_starts_with($line, 'HEAD '));
}

final class Answer
{
    public function __construct(public int $status, public string $reason, public array $headers, public string $body)
    {
    }

    public function header(string $name): ?string
    {
        return isset($this->headers[$name]) ? implode(' | ', $this->headers[$name]) : null;
    }
}
