--TEST--
Manual, server: ssl_sni_certs gives each name its certificate; after a reload new connections get the new files, and the old ones stay where the new are broken
--SKIPIF--
<?php foreach (['openssl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$echo = server(function (int $mode, string $pki) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode, SWOOLE_SOCK_TCP | SWOOLE_SSL);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_ERROR, 'ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key',
        'ssl_sni_certs' => ['a.test' => ['ssl_cert_file' => $pki . 'a.pem', 'ssl_key_file' => $pki . 'a.key'],
            '*.b.test' => ['ssl_cert_file' => $pki . 'b.pem', 'ssl_key_file' => $pki . 'b.key']]]);
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    ready($server);
    $server->start();
});
$pki = new Pki;
$pki->issue('a', 'a.test');
$pki->issue('b', 'b.test');
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    $pki->issue('server', 'server.test');
    $run = $echo->start($mode, (string) $pki);
    $name = fn ($asked) => ($client = secure_client($run->port(), ['peer_name' => $asked])) ? peer_name($client) : 'refused';
    echo implode(' ', array_map($name, ['a.test', 'x.b.test', 'b.test', 'c.test'])), "\n";
    $pki->issue('server', 'renewed.test');
    posix_kill($run->pid, SIGUSR1);
    until(fn () => $name('c.test') === 'renewed.test', 'the new certificate');
    file_put_contents($pki . 'server.pem', 'nonsense');
    until(function () use ($run, $name) {
        // One that comes while the first is under way is ignored.
        posix_kill($run->pid, SIGUSR1);
        $same = $name('c.test') === 'renewed.test';
        return !$same || str_contains($run->peek(), 'the old one stays');
    }, 'the error in the log');
    echo $name('c.test'), "\n";
    $run->stop();
    preg_match('/ssl_cert_file\[.*server\.pem\] can not be used: .*/', $run->peek(), $found);
    echo preg_replace('/\[.*\]/', '[file]', $found[0] ?? 'nothing in the log'), "\n";
}
?>
--EXPECT--
a.test b.test server.test server.test
renewed.test
ssl_cert_file[file] can not be used: no start line
a.test b.test server.test server.test
renewed.test
ssl_cert_file[file] can not be used: no start line
