--TEST--
open_cpu_affinity binds each worker to one CPU, and not to an ignored one
--SKIPIF--
<?php if ((int) shell_exec('nproc') < 2) die('skip needs two CPUs'); ?>
--FILE--
<?php
// manual, setting open_cpu_affinity and cpu_affinity_ignore. The original, 6.2.2, leaves its workers unbound.
require __DIR__ . '/../include/harness.php';

$server = server(function (array $setting) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'open_cpu_affinity' => true] + $setting);
    $server->on('ManagerStart', function () {
        fwrite(STDOUT, "manager\n");
    });
    $server->on('WorkerStart', function () {
        preg_match('/^Cpus_allowed_list:\s*(.*)$/m', file_get_contents('/proc/self/status'), $match);
        fwrite(STDOUT, "cpu $match[1]\n");
    });
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

foreach ([['backlog' => 100], ['cpu_affinity_ignore' => [0]]] as $setting) {
    $run = $server->start($setting);
    $run->wait("\n", 3);
    preg_match_all('/cpu (.*)/', $run->output(), $match);
    $run->stop();
    echo count(array_filter($match[1], 'is_numeric')), ' bound, ', in_array('0', $match[1]) ? 'one on CPU 0' : 'none on CPU 0', "\n";
}
?>
--EXPECT--
2 bound, one on CPU 0
2 bound, none on CPU 0
