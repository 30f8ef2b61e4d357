--TEST--
Against a server that others wrote (nghttpd of nghttp2), with and without TLS: files of all sizes, several at once, trailers, a large upload that is echoed
--SKIPIF--
<?php
extension_loaded('openssl') or die('skip openssl is not loaded');
trim((string) shell_exec('PATH=$PATH:/usr/sbin command -v nghttpd')) !== '' or die('skip nghttpd is not installed (apt-get install nghttp2-server)');
?>
--FILE--
<?php
require __DIR__ . '/../include/http2_peer.php';
require __DIR__ . '/../include/pki.php';
putenv('PATH=' . getenv('PATH') . ':/usr/sbin');
$folder = sys_get_temp_dir() . '/rswoole-nghttpd-' . getmypid();
mkdir($folder);
$files = ['empty' => '', 'small' => 'hello', 'large' => random_bytes(3 << 20)];
foreach ($files as $name => $content) {
    file_put_contents("$folder/$name", $content);
}
$pki = new Pki();
$pki->issue('a', 'a.test', 'DNS:a.test');
/** Starts one on a port that was free; somebody else may have taken it meanwhile. */
function start(string $options, string $folder): array
{
    do {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $port = (int) explode(':', stream_socket_get_name($socket, false))[1];
        fclose($socket);
        $nowhere = ['file', '/dev/null', 'w'];
        $process = proc_open("exec nghttpd -a 127.0.0.1 -d $folder --trailer='x-sum: 7' " . sprintf($options, $port), [1 => $nowhere, 2 => $nowhere], $pipes);
        $runs = fn () => proc_get_status($process)['running'];
        until(fn () => @stream_socket_client("tcp://127.0.0.1:$port") || !$runs(), 'nghttpd');
    } while (!$runs());
    return [$process, $port];
}
foreach (['plain' => "--no-tls %d", 'echo' => '--no-tls --echo-upload %d', 'tls' => "%d {$pki}a.key {$pki}a.pem"] as $name => $options) {
    [$process, $port] = start($options, $folder);
    coroutine(function () use ($port, $name, $files) {
        $client = client($port, ['timeout' => 30], $name === 'tls');
        if ($name === 'echo') {
            $client->send(asking('/', ['method' => 'POST', 'data' => $files['large']]));
            $answer = $client->recv();
            var_dump($answer->statusCode, $answer->data === $files['large']);
            return;
        }
        $asked = [];
        foreach ([...array_keys($files), 'none'] as $file) {
            $asked[$client->send(asking("/$file"))] = $file;
        }
        $got = [];
        while ($asked) {
            $answer = $client->recv();
            $file = $asked[$answer->streamId];
            unset($asked[$answer->streamId]);
            $got[$file] = [$answer->statusCode, isset($files[$file]) ? (string) $answer->data === $files[$file] : strlen($answer->data) > 10, $answer->headers['x-sum'] ?? null];
        }
        ksort($got);
        echo $name, ' ', json_encode($got), ' ', json_encode($client->ping()), "\n";
    });
    proc_terminate($process);
    proc_close($process);
}
array_map('unlink', glob("$folder/*"));
rmdir($folder);
?>
--EXPECT--
plain {"empty":[200,true,"7"],"large":[200,true,"7"],"none":[404,true,"7"],"small":[200,true,"7"]} true
int(200)
bool(true)
tls {"empty":[200,true,"7"],"large":[200,true,"7"],"none":[404,true,"7"],"small":[200,true,"7"]} true
