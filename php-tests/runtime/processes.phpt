--TEST--
SWOOLE_HOOK_PROC: pipes of proc_open(), popen() and proc_close() wait for what another coroutine does
--FILE--
<?php
/* https://wiki.swoole.com/en/#/runtime?id=swoole_hook_proc */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_PROC | SWOOLE_HOOK_STDIO]);
Coroutine\run(function () {
    $heard = new Coroutine\Channel(8);
    $process = proc_open('cat; exit 3', [['pipe', 'r'], ['pipe', 'w']], $pipes);
    go(function () use ($pipes, $heard) { $heard->push(fgets($pipes[1])); });
    fwrite($pipes[0], "hello\n");
    echo $heard->pop(10);

    // More than a pipe takes: cat waits for the reader, the writer for cat.
    $size = 1 << 20;
    go(function () use ($pipes, $heard) { $heard->push(stream_get_contents($pipes[1])); });
    var_dump(fwrite($pipes[0], str_repeat('x', $size)) === $size);
    fclose($pipes[0]);
    var_dump($heard->pop(10) === str_repeat('x', $size), proc_close($process));

    // proc_close() closes what is open, and waits.
    $process = proc_open('cat >/dev/null; exit 4', [['pipe', 'r']], $pipes);
    go(function () use ($process, $heard) { $heard->push(proc_close($process)); });
    var_dump($heard->pop(10));

    $pipe = popen('cat', 'w');
    var_dump(fwrite($pipe, ''), pclose($pipe));
    $sign = tempnam(sys_get_temp_dir(), 'rswoole-test-');
    $pipe = popen("while [ -e $sign ]; do sleep 0.01; done; echo from a pipe", 'r');
    go(function () use ($pipe, $heard) { $heard->push(fgets($pipe)); });
    var_dump($heard->isEmpty());
    unlink($sign);
    echo $heard->pop(10);
});
// Outside of coroutines they are as ever.
$process = proc_open('cat; exit 5', [['pipe', 'r'], ['pipe', 'w']], $pipes);
fwrite($pipes[0], "outside\n");
echo fgets($pipes[1]);
var_dump(proc_close($process));
?>
--EXPECT--
hello
bool(true)
bool(true)
int(3)
int(4)
int(0)
int(0)
bool(true)
from a pipe
outside
int(5)
