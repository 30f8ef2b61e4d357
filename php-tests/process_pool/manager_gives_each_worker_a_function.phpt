--TEST--
Process\Manager: each worker runs the function it was added with, in a coroutine if that was asked for (manual, process_manager)
--FILE--
<?php
use Swoole\Process\Manager;
use Swoole\Process\Pool;

require __DIR__ . '/../include/harness.php';

$manager = new Manager(SWOOLE_IPC_UNIXSOCK, 77);
var_dump($manager->getIPCType(), $manager->getMsgQueueKey());
var_dump($manager->setIPCType(SWOOLE_IPC_NONE) === $manager, $manager->setMsgQueueKey(0) === $manager, $manager->getIPCType());
var_dump((new ReflectionClass('Swoole\Process\ProcessManager'))->getName());
try {
    (new Manager())->start();
} catch (Swoole\Exception $e) {
    echo $e->getMessage(), "\n";
}

$script = server(function () {
    $manager = new Manager();
    $say = function (string $what) {
        return function (Pool $pool, int $id) use ($what) {
            // One write: the workers share the output.
            echo "$what $id, $pool->workerId" . (Co::getCid() > 0 ? ' in a coroutine' : '') . "\n";
            while (true) {
                Co::getCid() > 0 ? Co::sleep(1) : sleep(1);
            }
        };
    };
    $manager->add($say('one'))->addBatch(2, $say('two'), true);
    $manager->start();
});
$run = $script->start();
foreach (['one 0, 0', 'two 1, 1 in a coroutine', 'two 2, 2 in a coroutine'] as $line) {
    $run->wait("$line\n");
    echo $line, "\n";
}
$run->stop();
?>
--EXPECT--
int(1)
int(77)
bool(true)
bool(true)
int(0)
string(22) "Swoole\Process\Manager"
the parameter $worker_num must be greater than 0
one 0, 0
two 1, 1 in a coroutine
two 2, 2 in a coroutine
