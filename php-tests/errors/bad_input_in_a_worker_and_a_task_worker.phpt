--TEST--
Every method of a server with wrong values, dead ids and in the wrong process: a warning, an exception or false; the server lives on
--FILE--
<?php
// manual, server/methods: what each method returns; the codes are those of swoole_last_error(). The server answers and ends in order afterwards.
require __DIR__ . '/../include/harness.php';
$server = server(function () {
$s = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
$s->set(['worker_num' => 1, 'task_worker_num' => 1, 'log_level' => 2]);
function all($s, $where) { echo "== $where\n";
set_error_handler(function ($l, $t) { echo "  warning: $t\n"; return true; });
foreach ([
 ['task', fn() => 1], ['task', 'x', 5], ['task', 'x', -2], ['task', fopen('php://memory', 'r')], ['task', null], ['task', NAN], ['task', ''], ['taskwait', fn() => 1], ['taskwait', 'x', -1, 7], ['taskwait', 'x', 'abc'], ['taskWaitMulti', []], ['taskWaitMulti', [fn() => 1]], ['taskCo', []], ['taskWaitMulti', 'x'],
 ['sendMessage', fn() => 1, 1], ['sendMessage', 'x', 0], ['sendMessage', 'x', -1], ['sendMessage', null, 1], ['sendMessage', '', 1], ['sendMessage'],
 ['send', 'abc', 'x'], ['send', 99, 'x'], ['send', -1, 'x'], ['send', 99, ''], ['send', [], 'x'], ['sendto', 'x', 1, 'x'], ['sendto', '127.0.0.1', 99999, 'x'], ['sendto', '127.0.0.1', 1, ''], ['sendwait', 99, 'x'], ['sendfile', 99, '/nonexistent'], ['sendfile', 99, PHP_BINARY], ['sendfile', 99, PHP_BINARY, -1], ['sendfile', 99, ''],
 ['exists', 99], ['protect', 99], ['close', 99], ['close', -1], ['confirm', 99], ['pause', 99], ['resume', 99], ['bind', 99, 1], ['bind', 99, 0], ['getClientInfo', 99], ['getClientInfo', -1], ['getClientList', 99], ['getClientList', 0, 0], ['getClientList', -5, 5], ['getClientList', 0, 1000], ['finish', 'x'], ['heartbeat'], ['stop', 99], ['stop', -5], ['getWorkerPid', 99], ['getWorkerStatus', 99], ['getWorkerStatus', -3], ['getSocket', 99], ['listen', '127.0.0.1', 0, 1], ['on', 'Receive', fn() => 1], ['set', []], ['start']
] as $c) { $m = array_shift($c); if (!method_exists($s, $m)) continue; swoole_clear_error(); try { $r = $s->$m(...$c); echo "$m: ", is_object($r) ? get_class($r) : json_encode($r), ' ', swoole_last_error(), "\n"; } catch (Throwable $e) { echo "$m: ", get_class($e), ' ', $e->getCode(), ' ', $e->getMessage(), "\n"; } }
}
$s->on('receive', fn() => 1); $s->on('task', function($s, $id, $src, $d) { if ($d === 'go') { all($s, 'task'); $s->sendMessage('end', 0); return; } return 'ok'; }); $s->on('finish', fn() => 1);
$s->on('pipemessage', function($s, $x, $d) { if ($d === 'end') $s->shutdown(); });
$s->on('workerstart', function($s, $id) { if ($id == 0) go(function() use ($s) { co::sleep(0.2); all($s, 'worker'); restore_error_handler(); $s->task('go'); }); });
ready($s);
$s->start();

});
$run = $server->start();
$run->wait_end();
$run->assert_gone();
echo $run->output();
?>
--EXPECT--
== worker
task: Exception 0 Serialization of 'Closure' is not allowed
  warning: Swoole\Server::task(): worker_id must be less than task_worker_num[1]
task: false 503
task: 0 0
task: 1 0
task: 2 0
task: 3 0
task: 4 0
taskwait: Exception 0 Serialization of 'Closure' is not allowed
  warning: Swoole\Server::taskwait(): worker_id must be less than task_worker_num[1]
taskwait: false 503
taskwait: TypeError 0 Swoole\Server::taskwait(): Argument #2 ($timeout) must be of type float, string given
taskWaitMulti: false 2002
taskWaitMulti: Exception 0 Serialization of 'Closure' is not allowed
taskCo: false 2002
taskWaitMulti: TypeError 0 Swoole\Server::taskWaitMulti(): Argument #1 ($tasks) must be of type array, string given
sendMessage: Exception 0 Serialization of 'Closure' is not allowed
  warning: Swoole\Server::sendMessage(): can't send messages to self
sendMessage: false 503
  warning: Swoole\Server::sendMessage(): worker_id[-1] is invalid
sendMessage: false 503
sendMessage: true 0
sendMessage: true 0
sendMessage: ArgumentCountError 0 Swoole\Server::sendMessage() expects exactly 2 arguments, 0 given
  warning: Swoole\Server::send(): invalid fd[0]
send: false 503
send: false 1005
  warning: Swoole\Server::send(): invalid fd[-1]
send: false 503
  warning: Swoole\Server::send(): the data sent must not be empty
send: false 550
send: TypeError 0 Swoole\Server::send(): Argument #1 ($fd) must be of type string|int, array given
  warning: Swoole\Server::sendto(): UDP listener has to be added before executing sendto
sendto: false 503
  warning: Swoole\Server::sendto(): UDP listener has to be added before executing sendto
sendto: false 503
  warning: Swoole\Server::sendto(): the data sent must not be empty
sendto: false 550
  warning: Swoole\Server::sendwait(): can only be used with base mode and must be within worker process
sendwait: false 503
sendfile: false 502
sendfile: false 1005
sendfile: false 505
sendfile: false 502
exists: false 0
protect: false 0
close: false 1005
close: false 1005
confirm: false 1005
pause: false 1005
resume: false 1005
bind: false 0
bind: false 0
getClientInfo: false 0
getClientInfo: false 0
getClientList: false 0
getClientList: [] 0
getClientList: false 0
  warning: Swoole\Server::getClientList(): swoole connection list max_find_count=100
getClientList: false 503
  warning: Swoole\Server::finish(): finish() can only be used in the task worker, in the Task callback
finish: false 503
heartbeat: false 0
stop: false 505
stop: false 505
getWorkerPid: false 0
getWorkerStatus: false 0
getWorkerStatus: false 0
  warning: Swoole\Server::getSocket(): no port 99 is listened to; call getSocket() with the number of a port, or without
getSocket: false 503
  warning: Swoole\Server::listen(): server is running, cannot add listener
listen: false 503
  warning: Swoole\Server::on(): server is running, unable to register event callback function
on: false 503
  warning: Swoole\Server::set(): server is running, unable to execute Swoole\Server->set
set: false 503
  warning: Swoole\Server::start(): The server is running, unable to execute Swoole\Server->start()
start: false 503
== task
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::task(): Server->task() cannot use in the task-worker
task: false 503
  warning: Swoole\Server::taskwait(): taskwait method can only be used in the worker process
taskwait: false 503
  warning: Swoole\Server::taskwait(): taskwait method can only be used in the worker process
taskwait: false 503
taskwait: TypeError 0 Swoole\Server::taskwait(): Argument #2 ($timeout) must be of type float, string given
  warning: Swoole\Server::taskWaitMulti(): taskWaitMulti method can only be used in the worker process
taskWaitMulti: false 503
  warning: Swoole\Server::taskWaitMulti(): taskWaitMulti method can only be used in the worker process
taskWaitMulti: false 503
  warning: Swoole\Server::taskCo(): taskCo method can only be used in the worker process
taskCo: false 503
taskWaitMulti: TypeError 0 Swoole\Server::taskWaitMulti(): Argument #1 ($tasks) must be of type array, string given
  warning: Swoole\Server::sendMessage(): can't send messages to self
sendMessage: false 503
sendMessage: true 0
  warning: Swoole\Server::sendMessage(): worker_id[-1] is invalid
sendMessage: false 503
  warning: Swoole\Server::sendMessage(): can't send messages to self
sendMessage: false 503
  warning: Swoole\Server::sendMessage(): can't send messages to self
sendMessage: false 503
sendMessage: ArgumentCountError 0 Swoole\Server::sendMessage() expects exactly 2 arguments, 0 given
  warning: Swoole\Server::send(): invalid fd[0]
send: false 503
send: false 1005
  warning: Swoole\Server::send(): invalid fd[-1]
send: false 503
  warning: Swoole\Server::send(): the data sent must not be empty
send: false 550
send: TypeError 0 Swoole\Server::send(): Argument #1 ($fd) must be of type string|int, array given
  warning: Swoole\Server::sendto(): UDP listener has to be added before executing sendto
sendto: false 503
  warning: Swoole\Server::sendto(): UDP listener has to be added before executing sendto
sendto: false 503
  warning: Swoole\Server::sendto(): the data sent must not be empty
sendto: false 550
  warning: Swoole\Server::sendwait(): can only be used with base mode and must be within worker process
sendwait: false 503
sendfile: false 502
sendfile: false 1005
sendfile: false 505
sendfile: false 502
exists: false 0
protect: false 0
close: false 1005
close: false 1005
confirm: false 1005
pause: false 1005
resume: false 1005
bind: false 0
bind: false 0
getClientInfo: false 0
getClientInfo: false 0
getClientList: false 0
getClientList: [] 0
getClientList: false 0
  warning: Swoole\Server::getClientList(): swoole connection list max_find_count=100
getClientList: false 503
finish: true 0
heartbeat: false 0
stop: false 505
stop: false 505
getWorkerPid: false 0
getWorkerStatus: false 0
getWorkerStatus: false 0
  warning: Swoole\Server::getSocket(): no port 99 is listened to; call getSocket() with the number of a port, or without
getSocket: false 503
  warning: Swoole\Server::listen(): server is running, cannot add listener
listen: false 503
  warning: Swoole\Server::on(): server is running, unable to register event callback function
on: false 503
  warning: Swoole\Server::set(): server is running, unable to execute Swoole\Server->set
set: false 503
  warning: Swoole\Server::start(): The server is running, unable to execute Swoole\Server->start()
start: false 503