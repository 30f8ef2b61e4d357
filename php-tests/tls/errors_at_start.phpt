--TEST--
Manual, server: a TLS port without a usable certificate does not start, and the error names option, file and reason
--SKIPIF--
<?php foreach (['openssl', 'pcntl', 'posix'] as $need) if (!extension_loaded($need)) die("skip needs $need"); ?>
--FILE--
<?php
require __DIR__ . '/../include/harness.php';
require __DIR__ . '/../include/pki.php';
$pki = new Pki;
$pki->issue('server', 'server.test');
$pki->issue('other', 'other.test');
$pki->issue('locked', 'locked.test', '', false, 'secret');
$good = ['ssl_cert_file' => $pki . 'server.pem', 'ssl_key_file' => $pki . 'server.key'];
$cases = [
    'no certificate' => [],
    'no key' => ['ssl_cert_file' => $pki . 'server.pem'],
    'missing certificate' => ['ssl_cert_file' => $pki . 'none.pem'] + $good,
    'missing key' => ['ssl_key_file' => $pki . 'none.key'] + $good,
    'another key' => ['ssl_key_file' => $pki . 'other.key'] + $good,
    'bad ciphers' => $good + ['ssl_ciphers' => 'NOSUCH'],
    'bad curve' => $good + ['ssl_ecdh_curve' => 'nosuch'],
    'nobody to verify by' => $good + ['ssl_verify_peer' => true],
    'locked key' => ['ssl_cert_file' => $pki . 'locked.pem', 'ssl_key_file' => $pki . 'locked.key', 'ssl_passphrase' => 'secret'],
];
foreach ($cases as $case => $options) {
    $code = '<?php $s = new Swoole\Server("127.0.0.1", 0, SWOOLE_BASE, SWOOLE_SOCK_TCP | SWOOLE_SSL);'
        . '$s->set(' . var_export($options + ['worker_num' => 1, 'log_level' => SWOOLE_LOG_ERROR], true) . ');'
        . '$s->on("receive", fn () => 0); $s->on("workerStart", function ($s) { echo "started"; $s->shutdown(); }); $s->start();';
    $run = script($code);
    $run->wait_end();
    $said = $run->output();
    preg_match('/started|can not start: (.*) in |start\(\): (server open .*) in /', $said, $found);
    echo "$case: ", str_replace($pki->folder, '', end($found) ?: $said), "\n";
}
?>
--EXPECTF--
no certificate: require `ssl_cert_file` and `ssl_key_file` options: [ssl_cert_file] is not set
no key: require `ssl_cert_file` and `ssl_key_file` options: [ssl_key_file] is not set
missing certificate: ssl cert file[/none.pem] not found
missing key: ssl key file[/none.key] not found
another key: ssl_key_file[/other.key] can not be used: key values mismatch
bad ciphers: ssl_ciphers[NOSUCH] can not be used: no cipher match
bad curve: ssl_ecdh_curve[nosuch] can not be used: %s
nobody to verify by: server open verify peer require `ssl_client_cert_file` or `ssl_capath` or `ssl_cafile` config
locked key: started
