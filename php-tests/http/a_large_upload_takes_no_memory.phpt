--TEST--
An upload of 256 MiB needs no memory of its size in any process of the server: bodies with a length, in chunks, and files of a form
--SKIPIF--
<?php
is_readable('/proc/self/smaps_rollup') or die('skip needs /proc/PID/smaps_rollup');
disk_free_space(sys_get_temp_dir()) > 2 << 30 or die('skip needs 2 GiB of free space');
?>
--FILE--
<?php
// http_server, package_max_length: "a large value uses memory" in the original; here bodies go to upload_tmp_dir as they arrive.
require __DIR__ . '/../include/http.php';
const SIZE = 256 << 20;
$http = server(function (int $mode, string $folder) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_NONE, 'package_max_length' => 1 << 30, 'upload_tmp_dir' => $folder]);
    $server->on('request', function ($request, $response) use ($folder) {
        // getContent() would be asking for the memory.
        $response->end(json_encode([$request->files['file']['size'] ?? null, array_map(filesize(...), glob("$folder/*"))]));
    });
    ready($server);
    $server->start();
});
$folder = sys_get_temp_dir() . '/rswoole-upload-' . getmypid();
mkdir($folder);
/** KiB of memory that are the process's own, the most of any process of the run. */
function most(Run $run): int
{
    return max(array_map(function ($pid) {
        preg_match('/^Anonymous: *(\d+)/m', (string) @file_get_contents("/proc/$pid/smaps_rollup"), $found);
        return (int) ($found[1] ?? 0);
    }, $run->processes()));
}
$piece = str_repeat("\0", 1 << 20);
$form = ["--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n", "\r\n--B--\r\n"];
$kinds = [
    'a body with its length' => ['Content-Length: ' . SIZE, '', '', '', ''],
    'a form in chunks' => ["Content-Type: multipart/form-data; boundary=B\r\nTransfer-Encoding: chunked", dechex(strlen($form[0])) . "\r\n$form[0]\r\n", "100000\r\n", "\r\n", dechex(strlen($form[1])) . "\r\n$form[1]\r\n0\r\n\r\n"],
];
foreach (MODES as $mode) {
    $run = $http->start($mode, $folder);
    foreach ($kinds as $kind => [$headers, $begin, $before, $after, $end]) {
        $client = $run->connect();
        $base = most($run);
        $peak = 0;
        say($client, "POST / HTTP/1.1\r\nHost: x\r\n$headers\r\n\r\n$begin");
        for ($sent = 0; $sent < SIZE; $sent += strlen($piece)) {
            say($client, $before . $piece . $after);
            if ($sent % (32 << 20) === 0) {
                $peak = max($peak, most($run));
            }
        }
        say($client, $end);
        $answer = answer($client)->body;
        $peak = max($peak, most($run));
        echo "$kind: $answer, ", $peak - $base < 16 << 10 ? 'flat' : "from $base KiB to $peak KiB", "\n";
        fclose($client);
    }
    $run->stop();
}
until(fn () => !glob("$folder/*"), 'the uploads to be deleted');
rmdir($folder);
?>
--EXPECT--
a body with its length: [null,[268435456]], flat
a form in chunks: [268435456,[268435456]], flat
a body with its length: [null,[268435456]], flat
a form in chunks: [268435456,[268435456]], flat
