<?php
/*
 * What a WebSocket costs a server that waits for it, in memory of all its processes (PSS): each connection has asked for one message back and
 * then does nothing. The bar is 3 KiB.
 *
 *     php -d extension=./rswoole.so bench/idle_websocket.php [connections]
 */

require __DIR__ . '/../php-tests/include/http.php';
require __DIR__ . '/../php-tests/include/websocket.php';

const BAR_KIB = 3.0;

ini_set('memory_limit', '-1');
$count = (int) ($argv[1] ?? 5000);
$server = websocket(
    ['Message' => fn ($server, $frame) => $server->push($frame->fd, $frame)],
    ['max_connection' => $count + 1000, 'backlog' => 2048, 'websocket_compression' => true, 'reactor_num' => 1],
);

function pss(Run $run): int
{
    $kib = 0;
    foreach ($run->processes() as $pid) {
        $kib += preg_match('/^Pss:\s+(\d+)/m', (string) @file_get_contents("/proc/$pid/smaps_rollup"), $found) ? (int) $found[1] : 0;
    }
    return $kib;
}

$offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
$text = fn (int $bytes) => str_repeat('0123456789', intdiv($bytes, 10));
$packed = fn (string $text) => frame(substr(deflate_add(deflate_init(ZLIB_ENCODING_RAW), $text, ZLIB_SYNC_FLUSH), 0, -4), reserved: 0x40);
$cases = [
    '100 bytes' => ['', frame($text(100))],
    '10 KB' => ['', frame($text(10000))],
    '10 KB, compressed' => [$offer, $packed($text(10000))],
];
$worst = 0.0;
foreach (MODES as $name => $mode) {
    foreach ($cases as $what => [$headers, $message]) {
        $run = $server->start($mode);
        $open = function () use ($run, $headers, $message) {
            $client = websocket_client($run, more: $headers);
            say($client, $message);
            hear_frame($client);
            return $client;
        };
        // What is made once, such as the rings between the processes, is not a connection's.
        $client = $open();
        for ($i = 0; $i < 200; $i++) {
            say($client, frame($text(100000)));
            hear_frame($client);
        }
        fclose($client);
        usleep(500000);
        $before = pss($run);
        $clients = array_map(fn () => $open(), range(1, $count));
        usleep(1000000);
        $each = (pss($run) - $before) / $count;
        $worst = max($worst, $each);
        printf("%-8s after a message of %-18s %.2f KiB each\n", "$name,", $what, $each);
        $clients = [];
        $run->stop();
    }
}
exit($worst > BAR_KIB ? 1 : 0);
