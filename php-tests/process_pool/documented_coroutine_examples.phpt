--TEST--
Process\Pool: the documented examples in coroutine mode: exportSocket() between workers, SIGTERM with Process::signal
--FILE--
<?php
// manual, Process\Pool, Coroutine Mode and Usage Example, as they stand.
require __DIR__ . '/../include/harness.php';
$run = script(<<<'PHP'
<?php
$pool = new Swoole\Process\Pool(2, SWOOLE_IPC_UNIXSOCK, 0, true);

$pool->on('workerStart', function (Swoole\Process\Pool $pool, int $workerId) {
    $process = $pool->getProcess(0);
    $socket = $process->exportSocket();
    if ($workerId == 0) {
        echo $socket->recv();
        $socket->send("hello proc1\n");
        echo "proc0 stop\n";
    } else {
        $socket->send("hello proc0\n");
        echo $socket->recv();
        echo "proc1 stop\n";
        $pool->shutdown();
    }
});

$pool->start();
PHP);
$run->wait_end();
$run->assert_gone();
foreach (['hello proc0', 'proc0 stop', 'hello proc1', 'proc1 stop'] as $text) {
    var_dump(str_contains($run->output(), $text));
}
$run = script(<<<'PHP'
<?php
use Swoole\Process;
use Swoole\Coroutine;

$pool = new Process\Pool(5);
$pool->set(['enable_coroutine' => true]);
$pool->on('WorkerStart', function (Process\Pool $pool, $workerId) {
    /** Current is the Worker process */
    static $running = true;
    Process::signal(SIGTERM, function () use (&$running) {
        $running = false;
        echo "TERM\n";
    });
    echo("[Worker #{$workerId}] WorkerStart, pid: " . posix_getpid() . "\n");
    while ($running) {
        Coroutine::sleep(1);
        echo "sleep 1\n";
    }
});
$pool->on('WorkerStop', function (\Swoole\Process\Pool $pool, $workerId) {
    echo("[Worker #{$workerId}] WorkerStop\n");
});
$pool->start();
PHP);
$run->wait('WorkerStart', 5);
var_dump($run->stop());
var_dump(substr_count($run->output(), 'TERM'), substr_count($run->output(), 'WorkerStop'));
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
int(0)
int(5)
int(5)
