--TEST--
Process\Pool: getProcess() gives one object for each worker, its own by default, with pid and pipe
--FILE--
<?php
// manual, Process\Pool, getProcess(): "The returned Process object is a singleton".
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_UNIXSOCK);
    $pids = new Swoole\Table(8);
    $pids->column('pid', Swoole\Table::TYPE_INT);
    $pids->create();
    $pool->on('WorkerStart', function ($pool, $id) use ($pids) {
        $pids->set((string) $id, ['pid' => getmypid()]);
        if ($id === 0) {
            while (!$pids->exists('1')) {
                usleep(1000);
            }
            $own = $pool->getProcess();
            $other = $pool->getProcess(1);
            var_dump($own === $pool->getProcess(0), $own->pid === getmypid(), $own->id, $other->id);
            var_dump($other->pid === $pids->get('1', 'pid'), is_int($own->pipe), array_keys($pool->workers));
            var_dump($pool->getProcess(5));
            try {
                $own->start();
            } catch (Error $error) {
                echo $error->getMessage(), "\n";
            }
            // Last, for the other one prints at once and ends all.
            $other->write('through the pipe');
        }
    });
    $pool->on('Message', function ($pool, $data) {
        echo "$data\n";
        $pool->shutdown();
    });
    $pool->start();
});
$run = $pool->start();
$run->wait_end();
$run->assert_gone();
echo preg_replace('/ in \S+ on line \d+/', '', $run->output());
?>
--EXPECT--
bool(true)
bool(true)
int(0)
int(1)
bool(true)
bool(true)
array(2) {
  [0]=>
  int(0)
  [1]=>
  int(1)
}

Warning: Swoole\Process\Pool::getProcess(): invalid worker_id[5]
bool(false)

Warning: Swoole\Process::start(): process has already been started
through the pipe
