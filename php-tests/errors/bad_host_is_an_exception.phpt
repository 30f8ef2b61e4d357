--TEST--
A host that is no address is an exception that names it
--FILE--
<?php
// Bad input: 999.1.1.1, a name, nothing, an IPv6 address on an IPv4 socket and the reverse.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $host, int $type) {
    try {
        new Swoole\Server($host, 0, SWOOLE_PROCESS, $type);
        echo "accepted $host\n";
    } catch (Swoole\Exception $e) {
        echo str_starts_with($e->getMessage(), "failed to listen server port[$host:0], Error: ") ? "exception for '$host'" : $e->getMessage(), "\n";
    }
});
foreach ([['999.1.1.1', SWOOLE_SOCK_TCP], ['no.such.host', SWOOLE_SOCK_TCP], ['', SWOOLE_SOCK_TCP], ['::1', SWOOLE_SOCK_TCP], ['127.0.0.1', SWOOLE_SOCK_TCP6]] as [$host, $type]) {
    $run = $server->start($host, $type);
    $run->wait_end();
    echo $run->output();
}
?>
--EXPECT--
exception for '999.1.1.1'
exception for 'no.such.host'
exception for ''
exception for '::1'
exception for '127.0.0.1'
