--TEST--
exec(), shell_exec(), system() and passthru() let other coroutines go on, and give what PHP's give
--FILE--
<?php
/*
 * https://wiki.swoole.com/en/#/runtime?id=swoole_hook_blocking_function names exec and shell_exec.
 * Measured on Swoole 6.2.2: it is SWOOLE_HOOK_STDIO that hooks them.
 */
use Swoole\Coroutine;

Coroutine::set(['hook_flags' => SWOOLE_HOOK_STDIO]);
$all = function (): array {
    $lines = ['before'];
    ob_start();
    $results = [
        exec('printf "a  \n\nb \nc\t"; exit 3', $lines, $status), $lines, $status,
        exec('true', $none, $status), $none, $status, exec('echo one'),
        shell_exec('true'), shell_exec('echo two'),
        system('echo three; printf "four "; exit 2', $status), $status,
        passthru('printf five; exit 1', $status), $status,
        exec('kill -9 $$', $killed, $status), $status,
    ];
    return [...$results, ob_get_clean()];
};
$as_php = $all();
Coroutine\run(function () use ($all, $as_php) {
    var_dump($all() === $as_php);
    $pipe = tempnam(sys_get_temp_dir(), 'rswoole-runtime-');
    unlink($pipe);
    posix_mkfifo($pipe, 0600);
    foreach (['exec', 'shell_exec', 'system', 'passthru'] as $function) {
        $heard = new Coroutine\Channel(1);
        go(function () use ($function, $pipe, $heard) {
            ob_start();
            $function('cat ' . escapeshellarg($pipe));
            $heard->push(ob_get_clean());
        });
        // It waits for what this coroutine writes.
        file_put_contents($pipe, "for $function");
        $heard->pop(10);
        echo $function, "\n";
    }
    unlink($pipe);
    try {
        exec('');
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECTF--
bool(true)
exec
shell_exec
system
passthru
exec(): Argument #1 ($command) %s empty
