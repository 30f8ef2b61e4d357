<?php
/*
 * Keys and certificates for the tests of TLS, made when a test runs and gone when it ends: an authority, certificates of it for names,
 * and one that signs itself. Needs the openssl extension of PHP, which is also the foreign end of the connections.
 */

/** A folder with ca.pem, and NAME.pem and NAME.key for every name asked for. */
final class Pki
{
    public readonly string $folder;
    private OpenSSLAsymmetricKey $key;
    private OpenSSLCertificate $authority;

    public function __construct()
    {
        $this->folder = sys_get_temp_dir() . '/rswoole-tls-' . getmypid() . '-' . bin2hex(random_bytes(4));
        mkdir($this->folder, 0700);
        $owner = getmypid();
        register_shutdown_function(function () use ($owner) {
            if (getmypid() === $owner) {
                array_map('unlink', glob($this->folder . '/*'));
                @rmdir($this->folder);
            }
        });
        [$this->key, $this->authority] = $this->sign('Test Authority', null, true);
        openssl_x509_export_to_file($this->authority, $this->folder . '/ca.pem');
    }

    /** Writes $file.pem and $file.key; $names are alternative names such as DNS:a.test; it is valid for so many days; 0: it has expired. */
    public function issue(string $file, string $common, string $names = '', bool $selfSigned = false, ?string $passphrase = null, int $days = 30): void
    {
        [$key, $certificate] = $this->sign($common, $selfSigned ? null : $this->authority, false, $names, $days);
        openssl_x509_export_to_file($certificate, "$this->folder/$file.pem");
        openssl_pkey_export_to_file($key, "$this->folder/$file.key", $passphrase);
        $end = openssl_x509_parse($certificate)['validTo_time_t'];
        until(fn () => $days > 0 || time() > $end, 'the certificate to expire');
    }

    public function __toString(): string
    {
        return $this->folder . '/';
    }

    private function sign(string $common, ?OpenSSLCertificate $by, bool $authority, string $names = '', int $days = 30): array
    {
        $config = $this->folder . '/openssl.cnf';
        $extensions = 'basicConstraints=' . ($authority ? 'critical,CA:TRUE' : 'CA:FALSE') . ($names === '' ? '' : "\nsubjectAltName=$names");
        file_put_contents($config, "[req]\ndefault_bits=2048\ndistinguished_name=dn\n[dn]\n[ext]\n$extensions\n");
        $options = ['config' => $config, 'x509_extensions' => 'ext', 'digest_alg' => 'sha256'];
        $key = openssl_pkey_new(['config' => $config, 'private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
        $request = openssl_csr_new(['commonName' => $common], $key, $options);
        $serial = random_int(1, PHP_INT_MAX);
        return [$key, openssl_csr_sign($request, $by, $by === null ? $key : $this->key, $days, $options, $serial)];
    }
}

/** Connects as PHP's own TLS client; false when the handshake fails. */
function secure_client(int $port, array $options = [])
{
    // A server tells its port before it listens; who only looks whether it is open leaves no trace.
    until(fn () => @stream_socket_client("tcp://127.0.0.1:$port"), "port $port to be open");
    $context = stream_context_create(['ssl' => $options + ['verify_peer' => false, 'verify_peer_name' => false, 'capture_peer_cert' => true]]);
    return @stream_socket_client("tls://127.0.0.1:$port", $code, $text, DEADLINE, STREAM_CLIENT_CONNECT, $context);
}

/** The common name of the certificate that a peer of PHP's own showed. */
function peer_name($client): string
{
    return openssl_x509_parse(stream_context_get_options($client)['ssl']['peer_certificate'])['subject']['CN'];
}

/** A TLS server of PHP's own that echoes, in a process of its own, until the test ends. Returns its port. */
function foreign_echo(array $options, string $greeting = ''): int
{
    return foreign_server($options, function ($client) use ($greeting) {
        if ($greeting !== '') {
            fwrite($client, $greeting);
            // Not a byte more than the line: what follows it at once is the handshake's.
            stream_socket_recvfrom($client, strlen("STARTTLS\n"));
        }
        if (@stream_socket_enable_crypto($client, true, STREAM_CRYPTO_METHOD_TLS_SERVER)) {
            while (($data = @fread($client, 65536)) !== false && $data !== '') {
                fwrite($client, $data);
            }
        }
    });
}

/** A server of PHP's own: each connection is served, unencrypted at first, in a process of its own, until the test ends. Returns its port. */
function foreign_server(array $options, Closure $serve): int
{
    $context = stream_context_create(['ssl' => $options]);
    $listener = stream_socket_server('tcp://127.0.0.1:0', $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
    $port = (int) substr(strrchr(stream_socket_get_name($listener, false), ':'), 1);
    $child = pcntl_fork();
    if ($child === 0) {
        pcntl_signal(SIGCHLD, SIG_IGN);
        pcntl_alarm(60);
        while (true) {
            $client = @stream_socket_accept($listener, 60);
            if ($client && pcntl_fork() === 0) {
                $serve($client);
                posix_kill(getmypid(), SIGKILL);
            }
            // Or the connection would stay open here when its server has ended.
            unset($client);
        }
    }
    $owner = getmypid();
    register_shutdown_function(fn () => getmypid() === $owner && posix_kill($child, SIGKILL));
    return $port;
}
