--TEST--
Process: start() in a coroutine ends the script, catching does not help
--FILE--
<?php
// manual: "In a coroutine environment, Process module cannot be used directly".
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php
Swoole\Coroutine\run(function () {
    $process = new Swoole\Process(fn () => 1);
    try { $process->start(); } catch (Throwable $e) { echo "Not ended"; }
});
PHP);
$run->wait_end();
$output = $run->output();
var_dump(str_contains($output, 'must be forked outside the coroutine'), str_contains($output, "Not ended"));
--EXPECT--
bool(true)
bool(false)
