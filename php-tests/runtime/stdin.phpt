--TEST--
SWOOLE_HOOK_STDIO: a coroutine that reads STDIN lets others go on
--FILE--
<?php
/* The example of https://wiki.swoole.com/en/#/runtime?id=swoole_hook_stdio: the child hears what it waits for after another coroutine has spoken. */
use Swoole\Coroutine;
use Swoole\Process;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_STDIO]);
$process = new Process(function (Process $process) {
    Coroutine\run(function () {
        go(function () {
            Coroutine::sleep(0.001);
            echo "sleep\n";
        });
        echo fread(STDIN, 1024);
    });
}, true, SOCK_STREAM);
$process->start();
echo $process->read();
$process->write("hello world\n");
echo $process->read();
Process::wait();
?>
--EXPECT--
sleep
hello world
