--TEST--
Time limits, non-blocking mode and failures of hooked streams are PHP's
--FILE--
<?php
/* A hook changes who waits, not what stream_set_timeout(), stream_set_blocking() and the errors of PHP's streams mean. */
use Swoole\Coroutine;

$port = (function () {
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    return explode(':', stream_socket_get_name($listener, false))[1];
})();
$failures = function () use ($port): array {
    $said = [];
    set_error_handler(function (int $level, string $text) use (&$said) { $said[] = $text; return true; });
    $said[] = stream_socket_client("tcp://127.0.0.1:$port", $code, $text, 5);
    array_push($said, $code, $text);
    $said[] = stream_socket_client("tcp://localhost:$port", $code, $text, 5);
    array_push($said, $code, $text);
    $said[] = stream_socket_client('tcp://no-such-name.invalid:80', $code, $text, 5);
    array_push($said, $code, $text);
    $said[] = stream_socket_client('tcp://127.0.0.1', $code, $text, 5);
    array_push($said, $code, $text);
    $said[] = fsockopen('unix:///no/such/path', -1, $code, $text);
    array_push($said, $code, $text);
    $said[] = stream_socket_client("ssl://127.0.0.1:$port", $code, $text, 5);
    array_push($said, $code, $text);
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    $said[] = stream_socket_accept($listener, 0.001);
    restore_error_handler();
    return $said;
};
Coroutine::set(['hook_flags' => 0]);
$as_php = $failures();
Coroutine::set(['hook_flags' => SWOOLE_HOOK_TCP | SWOOLE_HOOK_UNIX | SWOOLE_HOOK_SSL]);
Coroutine\run(function () use ($failures, $as_php) {
    $hooked = $failures();
    var_dump($hooked === $as_php);
    foreach ($hooked as $at => $one) {
        if ($one !== $as_php[$at]) {
            var_dump($as_php[$at], $one);
        }
    }

    $listener = stream_socket_server('tcp://127.0.0.1:0');
    go(function () use ($listener) { $GLOBALS['peer'] = stream_socket_accept($listener); });
    $client = stream_socket_client('tcp://' . stream_socket_get_name($listener, false));
    stream_set_timeout($client, 0, 2000);
    var_dump(fread($client, 10), stream_get_meta_data($client)['timed_out']);
    stream_set_blocking($client, false);
    var_dump(fread($client, 10), stream_get_meta_data($client)['blocked']);
    stream_set_blocking($client, true);
    // Nobody reads: the buffers of the kernel are full in the end, and then the time is over.
    $sent = 0;
    while ($n = @fwrite($client, str_repeat('x', 1 << 20))) {
        $sent += $n;
    }
    var_dump($n, $sent > 0, error_get_last()['message'] === 'fwrite(): Send of 1048576 bytes failed with errno=11 Resource temporarily unavailable');
    var_dump(stream_get_meta_data($client)['timed_out']);
});
?>
--EXPECT--
bool(true)
bool(false)
bool(true)
string(0) ""
bool(false)
bool(false)
bool(true)
bool(true)
bool(true)
