--TEST--
With daemonize the command ends at once and the server goes on in the background
--EXTENSIONS--
posix
--FILE--
<?php
// manual, setting daemonize: output goes to log_file; the server is a process of its own.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $base) {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 1, 'daemonize' => true, 'log_file' => "$base.log", 'pid_file' => "$base.pid"]);
    $server->on('Receive', function ($server, $fd) {
        echo "printed in the background\n";
        $server->send($fd, posix_getsid(0) . ' ' . getcwd() . "\n");
    });
    ready($server);
    $server->start();
});

$base = sys_get_temp_dir() . '/rswoole-test-' . getmypid();
$run = $server->start($base);
$port = $run->port();
echo 'status ', $run->wait_end(), "\n";
$client = $run->connect();
[$session] = explode(' ', ask($client, 'x'));
var_dump((int) $session !== posix_getsid(0));
$pid = (int) file_get_contents("$base.pid");
var_dump($pid !== $run->pid, in_array($pid, $run->processes()));
until(fn () => str_contains(file_get_contents("$base.log"), "printed in the background\n"), 'the output in the log file');
$run->signal(SIGTERM, $pid);
$run->assert_gone(10);
clearstatcache();
var_dump(file_exists("$base.pid"));
@unlink("$base.log");
?>
--EXPECT--
status 0
bool(true)
bool(true)
bool(true)
bool(false)
