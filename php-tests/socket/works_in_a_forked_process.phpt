--TEST--
A socket that was waited for before a fork works in both processes
--EXTENSIONS--
sockets
pcntl
--FILE--
<?php
use Swoole\Coroutine;

[$mine, $theirs] = swoole_coroutine_socketpair(AF_UNIX, SOCK_STREAM, 0);
Coroutine\run(function () use ($mine, $theirs) {
    var_dump($mine->recv(10, 0.01), $theirs->recv(10, 0.01));
});
$pid = pcntl_fork();
if ($pid === 0) {
    Coroutine\run(function () use ($theirs) {
        while (($data = $theirs->recv(100, 5)) && $data !== 'end') {
            $theirs->sendAll("child: $data");
        }
    });
    posix_kill(getmypid(), SIGKILL);
}
Coroutine\run(function () use ($mine) {
    for ($i = 1; $i <= 3; $i++) {
        Coroutine::sleep(0.01);
        $mine->sendAll("hello $i");
        var_dump($mine->recv(100, 5));
    }
    $mine->send('end');
});
pcntl_waitpid($pid, $status);
?>
--EXPECT--
bool(false)
bool(false)
string(14) "child: hello 1"
string(14) "child: hello 2"
string(14) "child: hello 3"
