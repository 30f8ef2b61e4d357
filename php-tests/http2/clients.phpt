--TEST--
HTTP/2 by clients that others wrote: curl (prior knowledge and upgrade), nghttp, h2load and Node, in both modes
--SKIPIF--
<?php
foreach (['curl', 'nghttp', 'h2load', 'node'] as $tool) {
    if (trim((string) shell_exec("command -v $tool")) === '') {
        die("skip $tool is not installed");
    }
}
?>
--FILE--
<?php
require __DIR__ . '/../include/http2.php';
$http = http2(function ($request, $response) {
    $response->header('x-version', $request->server['server_protocol'] . ' ' . $request->streamId);
    $response->end($request->rawContent() ?: 'hello');
});
$script = tempnam(sys_get_temp_dir(), 'rswoole-h2-');
file_put_contents($script, <<<'JS'
const http2 = require('http2');
const client = http2.connect('http://127.0.0.1:' + process.argv[2]);
let left = 50, wrong = 0;
client.on('error', (error) => { console.log(error.message); process.exit(1); });
for (let i = 0; i < 50; i++) {
    const stream = client.request({':method': 'POST', ':path': '/'});
    let body = '';
    stream.on('data', (data) => body += data);
    stream.on('end', () => { wrong += body !== 'x'.repeat(i * 3000 + 1); --left || client.close(() => console.log('node', wrong, 'wrong')); });
    stream.end('x'.repeat(i * 3000 + 1));
}
JS);
in_both_modes($http, function (Run $run) use ($script) {
    $url = 'http://127.0.0.1:' . $run->port();
    $curl = fn (string $how) => trim(shell_exec("curl -s -m 10 $how -w ' %{http_version} %header{x-version}' $url/"));
    echo 'curl ', $curl('--http2-prior-knowledge'), "\n";
    echo 'curl ', $curl('--http2'), "\n";
    echo 'curl ', $curl('--http2 -d body'), "\n";
    echo 'curl ', $curl('--http1.1'), "\n";
    echo 'nghttp ', trim(shell_exec("timeout 10 nghttp $url/ 2>&1")), "\n";
    echo 'nghttp -u ', trim(shell_exec("timeout 10 nghttp -u $url/ 2>&1")), "\n";
    preg_match('/requests: (.*)/', shell_exec("timeout 30 h2load -n 2000 -c 4 -m 50 $url/ 2>&1"), $requests);
    echo 'h2load ', $requests[1], "\n";
    echo shell_exec("timeout 20 node $script " . $run->port() . ' 2>&1');
});
unlink($script);
?>
--EXPECT--
curl hello 2 HTTP/2 1
curl hello 2 HTTP/2 1
curl body 1.1 HTTP/1.1 0
curl hello 1.1 HTTP/1.1 0
nghttp hello
nghttp -u hello
h2load 2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed, 0 errored, 0 timeout
node 0 wrong
