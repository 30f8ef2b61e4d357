--TEST--
Http\Server: clients that leave amid a head, a body, an upload or an answer cost nothing: the callback learns it from write() and end(), descriptors are freed, others are served
--FILE--
<?php
// manual, http_server: write, end ("false when the connection is gone")
require __DIR__ . '/../include/http.php';

$http = http(function ($request, $response, $server) {
    switch ($request->server['path_info']) {
        case '/stream':
            $sent = 0;
            while ($response->write(str_repeat('x', 100000))) {
                $sent++;
            }
            echo 'write() is false after some, end() is ', json_encode(@$response->end()), "\n";
            return;
        case '/late':
            Co::sleep(0.001);
            while ($server->exist($request->fd)) {
                Co::sleep(0.01);
            }
            echo 'end() is ', json_encode(@$response->end('too late')), ', writable ', json_encode($response->isWritable()), "\n";
            return;
        case '/descriptors':
            return $response->end((string) count(scandir("/proc/{$server->master_pid}/fd")));
        case '/form':
            $response->end(count($request->files ?? []) . ' files');
            return;
    }
    $response->end('served');
});
in_both_modes($http, function (Run $run) {
    $settled = fn (int $want) => until(fn () => (int) fetch($run, 'GET /descriptors')->body <= $want, "no more than $want descriptors");
    fetch($run, 'GET /');
    $before = (int) fetch($run, 'GET /descriptors')->body;
    $heads = [
        "GET /x HTTP/1.1\r\nHo", "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\npart", "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nhalf a file",
    ];
    for ($round = 0; $round < 25; $round++) {
        foreach ($heads as $head) {
            $client = $run->connect();
            say($client, $head);
            if ($round % 2) {
                // A reset instead of an end.
                $socket = socket_import_stream($client);
                socket_set_option($socket, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
            }
            unset($socket);
            fclose($client);
        }
    }
    $client = $run->connect();
    say($client, request('GET /stream'));
    hear($client, 1000);
    fclose($client);
    $client = $run->connect();
    say($client, request('GET /late'));
    fclose($client);
    $run->wait('write() is');
    $run->wait('writable');
    $settled($before + 1);
    echo fetch($run, 'GET /')->body, "\n";
    $lines = explode("\n", trim($run->output()));
    sort($lines);
    echo implode("\n", $lines), "\n";
});
?>
--EXPECT--
served
end() is false, writable false
write() is false after some, end() is false
