--TEST--
A process that ends while coroutines wait for streams ends in order: by exit, by an error, by a signal
--FILE--
<?php
/* The streams are closed after the coroutines are gone; nobody may be continued then. */
require __DIR__ . '/../include/harness.php';
$wait = server(function (string $end) {
    error_reporting(E_ALL & ~E_DEPRECATED); // since 8.4 E_USER_ERROR is
    Swoole\Coroutine::set(['hook_flags' => SWOOLE_HOOK_STREAM_FUNCTION | SWOOLE_HOOK_PROC]);
    Swoole\Coroutine\run(function () use ($end) {
        global $kept, $pipes;
        $kept = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        $process = proc_open('cat', [['pipe', 'r'], ['pipe', 'w']], $pipes);
        go(function () {
            try {
                fgets($GLOBALS['kept'][0]);
            } finally {
                echo "finally\n";
            }
        });
        go(function () use ($pipes) { fgets($pipes[1]); });
        go(function () use ($end) {
            [$near, $far] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
            go(function () use ($near) { fread($near, 1); });
            match ($end) {
                'exit' => Swoole\Event::exit(),
                'exception' => throw new Exception('the end'),
                'error' => trigger_error('the end', E_USER_ERROR),
                'signal' => posix_kill(getmypid(), SIGTERM),
            };
        });
    });
});
foreach (['exit', 'exception', 'error', 'signal'] as $end) {
    $run = $wait->start($end);
    echo $end, ': ', $run->wait_end(), ' ', strtok(trim($run->output()) ?: '-', "\n"), "\n";
}
?>
--EXPECTF--
exit: 0 %s
exception: 255 %sthe end in %s
error: 255 %sthe end in %s
signal: 143 -
