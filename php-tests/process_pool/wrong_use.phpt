--TEST--
Process\Pool: wrong arguments, wrong order, wrong kind of pool
--FILE--
<?php
use Swoole\Process\Pool;
function attempt(Closure $body): void
{
    try {
        var_dump($body());
    } catch (Throwable $e) {
        echo get_class($e), ' ', $e->getCode(), ': ', $e->getMessage(), "\n";
    }
}
set_error_handler(function ($level, $text) { echo "warning: $text\n"; return true; });
attempt(fn () => new Pool(0));
attempt(fn () => new Pool(100000));
attempt(fn () => new Pool(1, 77));
attempt(fn () => new Pool(1, SWOOLE_IPC_SOCKET, 0, true));
attempt(fn () => new Pool('x'));
$none = new Pool(2);
$unix = new Pool(2, SWOOLE_IPC_UNIXSOCK);
$socket = new Pool(2, SWOOLE_IPC_SOCKET);
attempt(fn () => $none->on('Foo', fn () => 1));
attempt(fn () => $none->on('Message', fn () => 1));
attempt(fn () => $none->on('WorkerStart', 'no_such_function'));
attempt(fn () => $none->listen('127.0.0.1', 9500));
attempt(fn () => $none->write('x'));
attempt(fn () => $none->sendMessage('x', 0));
attempt(fn () => $none->getProcess());
attempt(fn () => $none->detach());
attempt(fn () => $none->shutdown());
attempt(fn () => $none->stop());
attempt(fn () => $none->set(['max_package_size' => 'much']));
attempt(fn () => $none->set(['max_package_size' => 0]));
attempt(fn () => $none->set(['max_package_size' => '2M', 'worker_num' => 3]));
attempt(fn () => $none->__construct(1));
attempt(fn () => $socket->listen('127.0.0.1'));
attempt(fn () => $socket->listen('300.0.0.1', 9500));
attempt(fn () => $socket->listen('unix:/nonexistent/folder/x.sock'));
var_dump(swoole_errno());
$socket->on('Message', fn () => 1);
attempt(fn () => $socket->start());
$nowhere = new Pool(1, SWOOLE_IPC_SOCKET);
$nowhere->on('Message', fn () => 1);
attempt(fn () => $nowhere->start());
$exit = new Pool(1);
$exit->on('WorkerStart', fn () => 1);
$exit->on('WorkerExit', fn () => 1);
attempt(fn () => $exit->start());
class Half extends Pool { public function __construct() {} }
attempt(fn () => (new Half())->start());
attempt(fn () => clone $unix);
attempt(fn () => serialize($unix));
$unix->start();
?>
--EXPECTF--
Swoole\Exception 0: the parameter $worker_num must be greater than 0
Swoole\Exception 0: the parameter $worker_num must not be greater than 65535, 100000 given
Swoole\Exception 0: the parameter $ipc_type must be SWOOLE_IPC_NONE, SWOOLE_IPC_UNIXSOCK, SWOOLE_IPC_MSGQUEUE or SWOOLE_IPC_SOCKET, 77 given
Error 0: the parameter $ipc_type must be SWOOLE_IPC_UNIXSOCK when enable coroutine
TypeError 0: Swoole\Process\Pool::__construct(): Argument #1 ($worker_num) must be of type int, string given
warning: Swoole\Process\Pool::on(): unknown event type[Foo]
bool(false)
Swoole\Exception 505: cannot set `onMessage` event with ipc_type=0
warning: Swoole\Process\Pool::on(): function 'no_such_function' is not callable: %s
bool(false)
warning: Swoole\Process\Pool::listen(): unsupported ipc type[0]
bool(false)
warning: Swoole\Process\Pool::write(): unsupported ipc type[0]
bool(false)
warning: Swoole\Process\Pool::sendMessage(): process pool is not started.
bool(false)
bool(false)
bool(false)
Swoole\Exception 505: The process pool is not started
NULL
Swoole\Exception 505: option [max_package_size] must be a size in bytes above 0, such as 2097152 or '2M', 'much' given
Swoole\Exception 505: option [max_package_size] must be a size in bytes above 0, such as 2097152 or '2M', 0 given
warning: Swoole\Process\Pool::set(): unsupported option [worker_num]: a pool has enable_coroutine, enable_message_bus, max_package_size and max_wait_time
NULL
Error 0: Constructor of Swoole\Process\Pool can only be called once
warning: Swoole\Process\Pool::listen(): invalid port [0] to listen on at 127.0.0.1: give 1 to 65535, or unix:/path as the host
bool(false)
warning: Swoole\Process\Pool::listen(): failed to listen on 300.0.0.1:9500: not a valid address; expected an IPv4 address such as 127.0.0.1 or 0.0.0.0
bool(false)
warning: Swoole\Process\Pool::listen(): failed to listen on unix:/nonexistent/folder/x.sock: its directory does not exist; create it first
bool(false)
int(2)
bool(false)
warning: Swoole\Process\Pool::start(): the pool listens nowhere: call listen() before start()
bool(false)
Swoole\Exception 505: cannot set `onWorkerExit` without enable_coroutine
Swoole\Error 0: must call constructor first
Error 0: Trying to clone an uncloneable object of class Swoole\Process\Pool
Exception 0: Serialization of 'Swoole\Process\Pool' is not allowed

Fatal error: Swoole\Process\Pool::start(): require 'onMessage' callback in %s on line %d
