<?php
/*
 * The server of a scenario, as the environment says: PORT, MODE=process|base, WORKERS, REACTORS, COROUTINE=1|0, TLS=1 (with a certificate
 * that is made for the run).
 */

function env(string $name, string $default): string
{
    return getenv($name) === false ? $default : getenv($name);
}

/**
 * @template T of Swoole\Server
 * @param class-string<T> $class
 * @return T
 */
function server(string $class, array $settings = []): Swoole\Server
{
    $mode = env('MODE', 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
    $tls = env('TLS', '0') === '1';
    $server = new $class('127.0.0.1', (int) env('PORT', '9501'), $mode, SWOOLE_SOCK_TCP | ($tls ? SWOOLE_SSL : 0));
    $server->set($settings + ($tls ? certificate() : []) + [
        'worker_num' => (int) env('WORKERS', '1'),
        'reactor_num' => (int) env('REACTORS', '1'),
        'enable_coroutine' => env('COROUTINE', '1') === '1',
        'max_connection' => 12000,
        'backlog' => 2048,
        'open_tcp_nodelay' => true,
        'log_level' => SWOOLE_LOG_ERROR,
    ]);
    return $server;
}

/** A key and a certificate of its own, in files that go with this process. */
function certificate(): array
{
    $key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
    $certificate = openssl_csr_sign(openssl_csr_new(['commonName' => 'bench'], $key), null, $key, 1);
    $owner = getmypid();
    $files = ['ssl_cert_file' => sys_get_temp_dir() . "/rswoole-bench-$owner.pem", 'ssl_key_file' => sys_get_temp_dir() . "/rswoole-bench-$owner.key"];
    openssl_x509_export_to_file($certificate, $files['ssl_cert_file']);
    openssl_pkey_export_to_file($key, $files['ssl_key_file']);
    register_shutdown_function(fn () => getmypid() === $owner && array_map('unlink', $files));
    return $files;
}
