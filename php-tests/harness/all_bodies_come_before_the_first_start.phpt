--TEST--
The harness refuses a server whose process would, on its way to the body, start another one that nobody ends
--FILE--
<?php
require __DIR__ . '/../include/peer.php';

$first = echoing()->start();
$second = echoing()->start();
$client = $first->connect();
say($client, "GET / HTTP/1.1\r\n\r\n");
echo hear($client, 15), "\n";
try {
    $second->port();
} catch (RuntimeException $e) {
    echo $e->getMessage(), "\n";
}
$first->stop();
$second->assert_gone();
?>
--EXPECTF--
HTTP/1.1 200 OK
the server ended before it told its ports; it printed: %Astart() before the last server(): have all bodies first, then start them in %A
