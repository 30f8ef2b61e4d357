<?php
/*
 * Loads one server of HTTP, HTTP/2 and WebSocket for minutes, in turns: kept connections, uploads, large answers that are read slowly, streams that
 * are given up, messages small, large and compressed, churn, and clients that leave in the middle of everything. Fails when memory or descriptors
 * grow, or an answer is wrong.
 *
 *     php -d extension=./rswoole.so bench/soak_web.php [process|base] [minutes] [seconds of a turn]       // ./dev soak web does this
 */

require __DIR__ . '/../php-tests/include/http2.php';
require __DIR__ . '/../php-tests/include/websocket.php';

const CONNECTIONS = 40;
const LEAST_SAMPLES = 6;
const HUGE = 1 << 30;
/** What the server may need while a body of that size passes through. */
const HUGE_KIB = 32 << 10;
/** Growth that is noise: allocators keep what a burst needed. */
const TOLERATED_SHARE = 0.03;
const TOLERATED_KIB = 1024;

ini_set('memory_limit', '-1');
$server = server(function (int $mode) {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
    $server->set(['open_http2_protocol' => true, 'http2_init_window_size' => 1 << 20, 'worker_num' => 2, 'reactor_num' => 2, 'websocket_compression' => true, 'log_level' => SWOOLE_LOG_NONE, 'package_max_length' => 2 << 30]);
    $large = str_repeat('0123456789abcdef', 1 << 16);
    $server->on('Request', function ($request, $response) use ($large) {
        switch ($request->server['path_info']) {
            case '/large':
                return $response->end($large);
            case '/chunks':
                for ($i = 0; $i < 20 && $response->write(substr($large, 0, 10000)); $i++) {
                    Co::sleep(0.001);
                }
                return @$response->end();
            case '/upload':
                return $response->end(md5_file($request->files['file']['tmp_name']));
            case '/huge':
                return $response->end($request->header['content-length']);
        }
        @$response->end(json_encode([$request->get, $request->post, $request->cookie]));
    });
    $server->on('Message', fn ($server, $frame) => @$server->push($frame->fd, $frame));
    ready($server);
    $server->start();
});
$mode = ($argv[1] ?? 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
$end = microtime(true) + 60 * (float) ($argv[2] ?? 3);
$seconds = (float) ($argv[3] ?? 1);

/** Runs `step` on each of many clients, round after round, until the turn is over; says how often. */
function turn(float $seconds, array $clients, Closure $step): int
{
    $count = 0;
    for ($end = microtime(true) + $seconds; microtime(true) < $end; ) {
        foreach ($clients as $i => $client) {
            $step($client, $i);
            $count++;
        }
    }
    return $count;
}

function is_same(string $got, string $want, string $what): void
{
    if ($got !== $want) {
        throw new RuntimeException("$what: got " . substr($got, 0, 100) . ' instead of ' . substr($want, 0, 100));
    }
}

function reset_connection($client): void
{
    socket_set_option(@socket_import_stream($client), SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
    fclose($client);
}

/** A connection of HTTP/2, and the number of its next stream. */
final class Streams
{
    public int $next = 1;

    public function __construct(public H2 $h2)
    {
    }

    /** The body goes in frames of a size that every server takes. */
    public function ask(string $path, array $headers = [], ?string $body = null): int
    {
        [$stream, $this->next] = [$this->next, $this->next + 2];
        $end = $body === null ? END_STREAM : 0;
        $this->h2->say(TYPE_HEADERS, END_HEADERS | $end, $stream, H2::fields($path, $headers, $body === null ? 'GET' : 'POST'));
        $pieces = $body === null ? [] : str_split($body, 16384);
        foreach ($pieces as $i => $piece) {
            $this->h2->say(TYPE_DATA, $i === count($pieces) - 1 ? END_STREAM : 0, $stream, $piece);
        }
        return $stream;
    }
}

/** Whose server has told its windows. */
function streams(Run $run): Streams
{
    $h2 = new H2($run->connect());
    $h2->until(fn (H2 $h2) => $h2->settings !== []);
    return new Streams($h2);
}

function many(Closure $open): array
{
    return array_map(fn () => $open(), range(1, CONNECTIONS));
}

$file = random_bytes(100000);
$form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n$file\r\n--b--\r\n";
$upload = request('POST /upload', ['Content-Type: multipart/form-data; boundary=b'], $form);
$post = request('POST /?a=1', ['Content-Type: application/x-www-form-urlencoded', 'Cookie: c=d'], 'b[]=2');
$posted = '[{"a":"1"},{"b":["2"]},{"c":"d"}]';
$small = frame('small message');
$big = str_repeat('large message ', 10000);
$packed = frame(substr(deflate_add(deflate_init(ZLIB_ENCODING_RAW), $big, ZLIB_SYNC_FLUSH), 0, -4), reserved: 0x40);
$big_frame = frame($big);

$turns = [
    'requests' => fn (Run $run) => turn($seconds, many(fn () => $run->connect()), function ($client) use ($post, $posted) {
        say($client, $post);
        is_same(answer($client)->body, $posted, 'a request');
    }),
    'pipelines' => fn (Run $run) => turn($seconds, many(fn () => $run->connect()), function ($client) use ($post, $posted) {
        say($client, str_repeat($post, 10));
        for ($i = 0; $i < 10; $i++) {
            is_same(answer($client)->body, $posted, 'a pipelined request');
        }
    }),
    'uploads' => fn (Run $run) => turn($seconds, many(fn () => $run->connect()), function ($client) use ($upload, $file) {
        say($client, $upload);
        is_same(answer($client)->body, md5($file), 'an upload');
    }),
    'a huge upload' => function (Run $run): int {
        static $round = 0;
        if ($round++ % 5 !== 0) {
            return 0;
        }
        $client = $run->connect();
        $zeros = str_repeat("\0", 1 << 20);
        [$before] = usage($run);
        say($client, "POST /huge HTTP/1.1\r\nHost: x\r\nContent-Length: " . HUGE . "\r\n\r\n");
        for ($sent = 0; $sent < HUGE; $sent += strlen($zeros)) {
            say($client, $zeros);
            if ($sent % (HUGE / 16) === 0 && ($more = usage($run)[0] - $before) > HUGE_KIB) {
                throw new RuntimeException("needs $more KiB more after $sent bytes");
            }
        }
        is_same(answer($client)->body, (string) HUGE, 'a huge upload');
        return 1;
    },
    'slow readers' => function (Run $run): int {
        $clients = many(fn () => $run->connect());
        foreach ($clients as $client) {
            say($client, request('GET /large') . request('GET /chunks'));
        }
        // A little of each in turn, so that all answers wait in the server.
        for ($round = 0; $round < 500; $round++) {
            array_map(fn ($client) => hear($client, 64), $clients);
        }
        array_map(fclose(...), array_splice($clients, 0, CONNECTIONS / 2));
        foreach ($clients as $client) {
            hear($client, 1 << 20);
        }
        return CONNECTIONS;
    },
    'slow senders' => function (Run $run) use ($seconds, $post, $posted): int {
        $clients = many(fn () => $run->connect());
        foreach (str_split($post, 16) as $piece) {
            foreach ($clients as $client) {
                say($client, $piece);
            }
        }
        foreach ($clients as $client) {
            is_same(answer($client)->body, $posted, 'a slow request');
        }
        return CONNECTIONS;
    },
    'streams' => fn (Run $run) => turn($seconds, many(fn () => streams($run)), function (Streams $client) use ($posted) {
        $first = $client->next;
        for ($i = 0; $i < 10; $i++) {
            $client->ask('/?a=1', ['content-type' => 'application/x-www-form-urlencoded', 'cookie' => 'c=d'], 'b[]=2');
        }
        for ($i = 0; $i < 10; $i++) {
            is_same($client->h2->answer($first + 2 * $i)->body, $posted, 'a stream');
        }
    }),
    'uploads over streams' => fn (Run $run) => turn($seconds, many(fn () => streams($run)), function (Streams $client) use ($form, $file) {
        is_same($client->h2->answer($client->ask('/upload', ['content-type' => 'multipart/form-data; boundary=b'], $form))->body, md5($file), 'an upload');
    }),
    'streams that nobody reads' => function (Run $run): int {
        $clients = many(fn () => streams($run));
        foreach ($clients as $client) {
            $client->h2->reads = false;
            $streams = [$client->ask('/large'), $client->ask('/chunks'), $client->ask('/large')];
            $client->h2->until(fn (H2 $h2) => strlen($h2->of($streams[0])->body) + strlen($h2->of($streams[2])->body) > 10000);
        }
        // Half of them go away, the others give one stream up and read the rest.
        array_map(fn (Streams $client) => fclose($client->h2->socket), array_splice($clients, 0, CONNECTIONS / 2));
        foreach ($clients as $client) {
            $client->h2->say(TYPE_RST_STREAM, 0, 1, pack('N', 8));
            $client->h2->reads = true;
            foreach ([0, 3, 5] as $stream) {
                $client->h2->say(TYPE_WINDOW_UPDATE, 0, $stream, pack('N', 4 << 20));
            }
            is_same((string) strlen($client->h2->answer(5)->body), (string) (1 << 20), 'a stream that was not read');
        }
        return CONNECTIONS;
    },
    'streams that are given up' => fn (Run $run) => turn($seconds, range(1, 12), function ($_, $i) use ($run, $form) {
        $client = streams($run);
        $stream = $client->ask(['/large', '/chunks', '/'][$i % 3]);
        $client->h2->say(TYPE_HEADERS, END_HEADERS, $client->next, H2::fields('/upload', ['content-type' => 'multipart/form-data; boundary=b'], 'POST'));
        $client->h2->say(TYPE_DATA, 0, $client->next, substr($form, 0, 16384));
        $i % 2 ? $client->h2->say(TYPE_RST_STREAM, 0, $stream, pack('N', 8)) : @fwrite($client->h2->socket, "\0\1");
        $i % 4 > 1 ? reset_connection($client->h2->socket) : fclose($client->h2->socket);
    }),
    'messages' => fn (Run $run) => turn($seconds, many(fn () => websocket_client($run)), function ($client) use ($small) {
        say($client, $small);
        is_same(hear_frame($client)[1], 'small message', 'a message');
    }),
    'large messages' => fn (Run $run) => turn($seconds, many(fn () => websocket_client($run)), function ($client) use ($big_frame, $big) {
        say($client, $big_frame);
        is_same(hear_frame($client)[1], $big, 'a large message');
    }),
    'compressed messages' => fn (Run $run) => turn($seconds, many(fn () => websocket_client($run, more: "Sec-WebSocket-Extensions: permessage-deflate\r\n")), function ($client) use ($packed, $big) {
        say($client, $packed);
        is_same(inflate_add(inflate_init(ZLIB_ENCODING_RAW), hear_frame($client)[1] . "\0\0\xff\xff"), $big, 'a compressed message');
    }),
    'churn' => fn (Run $run) => turn($seconds, range(1, CONNECTIONS), function ($_, $i) use ($run, $post, $posted, $small) {
        if ($i % 2) {
            $client = $run->connect();
            say($client, $post);
            is_same(answer($client)->body, $posted, 'a connection of one request');
        } else {
            $client = websocket_client($run);
            say($client, $small);
            is_same(hear_frame($client)[1], 'small message', 'a connection of one message');
        }
    }),
    'aborts' => fn (Run $run) => turn($seconds, range(1, 16), function ($_, $i) use ($run, $upload, $small, $big_frame) {
        $is_websocket = $i % 2;
        $client = $is_websocket ? websocket_client($run) : $run->connect();
        $whole = $is_websocket ? [$small, $big_frame, frame('begun', fin: false), "\x81\x02hi"] : [request('GET /large'), $upload, request('GET /chunks'), "no HTTP\r\n\r\n"];
        $bytes = $whole[intdiv($i, 2) % 4];
        @fwrite($client, intdiv($i, 8) ? $bytes : substr($bytes, 0, intdiv(strlen($bytes), 2)));
        $i % 3 ? reset_connection($client) : fclose($client);
    }),
];

function usage(Run $run): array
{
    $kib = $descriptors = 0;
    foreach ($run->processes() as $pid) {
        $kib += preg_match('/^Pss:\s+(\d+)/m', (string) @file_get_contents("/proc/$pid/smaps_rollup"), $found) ? (int) $found[1] : 0;
        $descriptors += count((array) @scandir("/proc/$pid/fd"));
    }
    return [$kib, $descriptors];
}

/** What the server uses once it has noticed that the clients are gone: the least of a while, or as little as the first time. */
function settled(Run $run, ?int $descriptors): array
{
    $last = [0, PHP_INT_MAX];
    for ($deadline = microtime(true) + 10; ; $last = $now) {
        usleep(500000);
        $now = usage($run);
        if ($now[1] <= min($descriptors ?? $last[1], $last[1]) || microtime(true) > $deadline) {
            return $now;
        }
    }
}

function median(array $values): float
{
    sort($values);
    return $values[intdiv(count($values), 2)];
}

$run = $server->start($mode);
$run->port();
$begun = microtime(true);
$samples = [];
$total = array_fill_keys(array_keys($turns), 0);
echo "   time     PSS KiB  descriptors\n";
while (count($samples) < LEAST_SAMPLES || microtime(true) < $end) {
    foreach ($turns as $name => $work) {
        try {
            $total[$name] += $work($run);
        } catch (RuntimeException $error) {
            echo "$name: {$error->getMessage()}; the server printed: ", $run->peek(), "\n";
            exit(1);
        }
    }
    $samples[] = settled($run, $samples[0][1] ?? null);
    vprintf("%6d s  %10d  %11d\n", [microtime(true) - $begun, ...end($samples)]);
}
$run->stop();
echo json_encode($total), "\n", $run->output();
// Caches and pools fill in the first third.
$steady = array_slice(array_column($samples, 0), intdiv(count($samples), 3));
$quarter = (int) ceil(count($steady) / 4);
[$early, $late] = [median(array_slice($steady, 0, $quarter)), median(array_slice($steady, -$quarter))];
$complaints = [];
if ($late - $early > max(TOLERATED_KIB, $early * TOLERATED_SHARE)) {
    $complaints[] = "memory grew from $early to $late KiB";
}
if (end($samples)[1] > $samples[0][1]) {
    $complaints[] = "descriptors grew from {$samples[0][1]} to " . end($samples)[1];
}
echo $complaints ? implode('; ', $complaints) : 'flat', "\n";
exit($complaints ? 1 : 0);
