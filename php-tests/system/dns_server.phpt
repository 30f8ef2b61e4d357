--TEST--
dns_server: dnsLookup asks that name server; gethostbyname and getaddrinfo ask the system
--FILE--
<?php
// Manual, coroutine.md: "dns_server: Set the server for DNS queries"; that only dnsLookup() asks it is measured on Swoole 6.2.2.
use Swoole\Coroutine\System;

$socket = stream_socket_server('udp://127.0.0.1:0', flags: STREAM_SERVER_BIND);
$port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);

/** A name server that knows *.test; lost.test is answered when it is asked again, nobody.test never. */
function serve($socket): never
{
    $lost = 0;
    while (($query = stream_socket_recvfrom($socket, 512, 0, $peer)) !== '') {
        for ($at = 12, $labels = []; $length = ord($query[$at]); $at += $length + 1) {
            $labels[] = substr($query, $at + 1, $length);
        }
        $type = unpack('n', $query, $at + 1)[1];
        $question = substr($query, 12, $at + 5 - 12);
        $name = implode('.', $labels);
        $records = match ($name) {
            'two.test' => ["\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\2", "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\3"],
            'wrong.test', 'nobody.test' => [],
            default => $type === 28
                ? ["\xc0\x0c\0\x1c\0\1\0\0\0\x3c\0\x10" . inet_pton('2001:db8::7')]
                : ["\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1"],
        };
        if ($name === 'nobody.test' || ($name === 'lost.test' && $lost++ === 0)) {
            continue;
        }
        $flags = $name === 'wrong.test' ? "\x81\x83" : "\x81\x80";
        $head = substr($query, 0, 2) . $flags . "\0\1" . pack('n', count($records)) . "\0\0\0\0";
        // Somebody else's answer comes first, and is none.
        stream_socket_sendto($socket, "\0\0" . substr($head, 2) . $question, 0, $peer);
        stream_socket_sendto($socket, $head . $question . implode('', $records), 0, $peer);
    }
    exit;
}

$pid = pcntl_fork();
if ($pid === 0) {
    serve($socket);
}
Co::set(['dns_server' => "127.0.0.1:$port", 'hook_flags' => 0]);
Co\run(function () {
    $show = function (mixed $value) {
        echo json_encode($value), ' ', swoole_last_error(), "\n";
        swoole_clear_error();
    };
    $show(System::dnsLookup('one.test', 5));
    $show(System::dnsLookup('one.test', 5));
    $show(System::dnsLookup('two.test', 5));
    $show(swoole_async_dns_lookup_coro('three.test', 5));
    $show(System::dnsLookup('wrong.test', 5));
    $show(System::dnsLookup('lost.test', 10));
    $show(System::gethostbyname('one.test'));
    $show(System::gethostbyname('localhost'));
    echo @Co::set(['dns_server' => 'no address']) ?? 'a warning', "\n";
});
posix_kill($pid, SIGKILL);
pcntl_waitpid($pid, $status);
?>
--EXPECT--
"10.0.0.1" 0
"10.0.0.1" 0
"10.0.0.2" 0
"10.0.0.1" 0
false 711
"10.0.0.1" 0
false 711
"127.0.0.1" 0
a warning
