--TEST--
10000 idle keep-alive connections cost a server few KiB each, hold nobody up, and are all answered again
--SKIPIF--
<?php
is_readable('/proc/self/smaps_rollup') or die('skip needs /proc/PID/smaps_rollup');
posix_getrlimit()['hard openfiles'] === 'unlimited' || posix_getrlimit()['hard openfiles'] >= 12000 or die('skip needs 12000 descriptors');
?>
--FILE--
<?php
require __DIR__ . '/../include/http.php';
const MANY = 10000;
/** As answer(), for so many: true when the body is this. */
function got($client, string $body): bool
{
    stream_set_blocking($client, true);
    stream_set_timeout($client, (int) DEADLINE);
    for ($text = ''; !str_ends_with($text, "\r\n\r\n$body") && ($more = fread($client, 8192)) !== '' && $more !== false; $text .= $more);
    return str_starts_with($text, 'HTTP/1.1 200 ') && str_ends_with($text, "\r\n\r\n$body");
}
posix_setrlimit(POSIX_RLIMIT_NOFILE, 12000, 12000);
$http = http(fn ($request, $response) => $response->end($request->get['n'] ?? 'other'), ['max_connection' => 12000]);
in_both_modes($http, function (Run $run) {
    $memory = fn () => array_sum(array_map(fn ($pid) => preg_match('/^Anonymous: *(\d+)/m', (string) @file_get_contents("/proc/$pid/smaps_rollup"), $found) ? (int) $found[1] : 0, $run->processes()));
    fetch($run, 'GET /');
    $before = $memory();
    for ($i = 0; $i < MANY; $i++) {
        // One after the other: the queue of connections to accept is short.
        say($clients[$i] = $run->connect(), request("GET /?n=$i"));
        if ($i % 100 === 99) {
            for ($k = $i - 99; $k <= $i; $k++) {
                got($clients[$k], "$k") || exit("connection $k is not answered\n");
            }
        }
    }
    $each = ($memory() - $before) / MANY;
    echo $each < 4 ? 'less than 4 KiB each' : "$each KiB each", "\n";
    echo fetch($run, 'GET /')->body, "\n";
    foreach ($clients as $i => $client) {
        say($client, request('GET /?n=' . ($i + 1)));
    }
    $right = 0;
    foreach ($clients as $i => $client) {
        $right += (int) got($client, (string) ($i + 1));
    }
    echo "$right right\n";
});
?>
--EXPECT--
less than 4 KiB each
other
10000 right
