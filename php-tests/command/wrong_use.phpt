--TEST--
Server::addCommand() and command(): unknown commands, wrong types and processes, callbacks that throw or answer nothing of use
--FILE--
<?php
// manual, Server->addCommand(), command(); codes and the answer of a wrong return type as Swoole 6.2.2.
require __DIR__ . '/../include/harness.php';
$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'task_worker_num' => 1]);
    set_error_handler(function ($level, $text) { echo "warning: ", substr($text, 0, 90), "\n"; return true; });
    ini_set('display_errors', '0');
    ini_set('log_errors', '0');
    $server->on('Receive', fn () => 1);
    $server->on('Task', fn () => 1);
    var_dump($server->addCommand('thread', SWOOLE_SERVER_COMMAND_REACTOR_THREAD, fn () => '1'));
    var_dump($server->addCommand('nobody', 0, fn () => '1'));
    var_dump($server->command('worker', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, []));
    $server->addCommand('worker', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => '"fine"');
    $server->addCommand('array', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => ['x']);
    $server->addCommand('nothing', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => null);
    $server->addCommand('text', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => 'no JSON');
    $server->addCommand('throws', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => throw new Exception('thrown'));
    $server->on('Start', function ($server) {
        var_dump($server->addCommand('late', SWOOLE_SERVER_COMMAND_EVENT_WORKER, fn () => '1'));
        $ask = function (string $name, int $id, int $type, mixed $data = null, bool $decode = true) use ($server) {
            swoole_clear_error();
            $result = $server->command($name, $id, $type, $data, $decode);
            echo "$name: ", json_encode($result), ' ', swoole_last_error(), "\n";
        };
        $ask('unknown', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $ask('worker', 0, SWOOLE_SERVER_COMMAND_MASTER);
        $ask('worker', 0, SWOOLE_SERVER_COMMAND_TASK_WORKER);
        $ask('worker', 2, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $ask('worker', -1, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $ask('worker', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, NAN);
        $ask('array', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $ask('nothing', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, null, false);
        $ask('text', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $ask('text', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER, null, false);
        $ask('throws', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $ask('worker', 0, SWOOLE_SERVER_COMMAND_EVENT_WORKER);
        $server->sendMessage('your turn', 0);
    });
    $server->on('PipeMessage', function ($server) {
        var_dump($server->command('worker', 1, SWOOLE_SERVER_COMMAND_EVENT_WORKER, null), swoole_last_error());
        $server->shutdown();
    });
    ready($server);
    $server->start();
});
$run = $server->start();
$run->wait_end();
$run->assert_gone();
echo $run->output();
?>
--EXPECT--
warning: Swoole\Server::addCommand(): only support worker/task_worker process, master and manager: 
bool(false)
warning: Swoole\Server::addCommand(): only support worker/task_worker process, master and manager: 
bool(false)
warning: Swoole\Server::command(): server is not running
bool(false)
warning: Swoole\Server::addCommand(): server is running, cannot add command
bool(false)
unknown: false 9012
worker: false 507
worker: false 507
worker: false 505
worker: false 505
warning: Swoole\Server::command(): the data of a command must be something that json_encode() takes
worker: false 505
array: {"data":"wrong return type","code":-2} 0
nothing: "{\"data\": \"wrong return type\", \"code\": -2}" 0
text: false 0
text: "no JSON" 0
throws: {"data":"wrong return type","code":-2} 0
worker: "fine" 0
warning: Swoole\Server::command(): command() can only be used in the master process
bool(false)
int(505)
