--TEST--
A port in use is an exception that names address and reason
--FILE--
<?php
// manual, server/methods, start: "Failure to bind a port because it is already occupied by another process"; code is
// the errno.
require __DIR__ . '/../include/harness.php';

$other = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($other, false), ':'), 1);
try {
    new Swoole\Server('127.0.0.1', $port, SWOOLE_PROCESS);
} catch (Swoole\Exception $e) {
    echo str_replace((string) $port, 'PORT', $e->getMessage()), "\n", $e->getCode(), "\n";
}
?>
--EXPECTF--
failed to listen server port[127.0.0.1:PORT], Error: Address already in use[98]: %s; stop the program that listens there, choose another port, or set enable_reuse_port
98
