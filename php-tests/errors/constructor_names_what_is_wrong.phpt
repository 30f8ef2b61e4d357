--TEST--
The constructor throws on a bad port, mode, type and path, and names it
--FILE--
<?php
// Bad input: the documented exception, with value and reason. (The log lines beside them are free text.)
// The code and the text up to the bracket are the original's; what follows is the remedy.
require __DIR__ . '/../include/harness.php';

$server = server(function (string $case) {
    try {
        match ($case) {
            'port -1' => new Swoole\Server('127.0.0.1', -1),
            'port 70000' => new Swoole\Server('127.0.0.1', 70000),
            'mode 99' => new Swoole\Server('127.0.0.1', 0, 99),
            'mode 0' => new Swoole\Server('127.0.0.1', 0, 0),
            'type 99' => new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS, 99),
            'path' => new Swoole\Server('/nonexistent/x.sock', 0, SWOOLE_PROCESS, SWOOLE_UNIX_STREAM),
            'long path' => new Swoole\Server('/tmp/' . str_repeat('x', 200), 0, SWOOLE_PROCESS, SWOOLE_UNIX_STREAM),
            'nothing' => new Swoole\Server(),
        };
    } catch (Throwable $e) {
        echo get_class($e), " {$e->getCode()}: ", preg_replace('/x{100,}/', 'x…', $e->getMessage()), "\n";
    }
});
foreach (['port -1', 'port 70000', 'mode 99', 'mode 0', 'type 99', 'path', 'long path', 'nothing'] as $case) {
    $run = $server->start($case);
    $run->wait_end();
    echo $run->output();
}
?>
--EXPECTF--
Swoole\Exception 9004: failed to listen server port[127.0.0.1:-1], Error: Server invalid listen port[9004]: give 0 to 65535
Swoole\Exception 9004: failed to listen server port[127.0.0.1:70000], Error: Server invalid listen port[9004]: give 0 to 65535
Error 0: invalid $mode parameters 99: give SWOOLE_BASE (1) or SWOOLE_PROCESS (2)
Error 0: invalid $mode parameters 0: give SWOOLE_BASE (1) or SWOOLE_PROCESS (2)
Swoole\Exception 94: failed to listen server port[127.0.0.1:0], Error: Socket type not supported[94]: [99] is none of SWOOLE_SOCK_TCP, SWOOLE_SOCK_TCP6, SWOOLE_SOCK_UDP, SWOOLE_SOCK_UDP6, SWOOLE_SOCK_UNIX_STREAM, SWOOLE_SOCK_UNIX_DGRAM
Swoole\Exception 2: failed to listen server port[/nonexistent/x.sock:0], Error: No such file or directory[2]: %s: its directory does not exist; create it first
Swoole\Exception 504: failed to listen server port[/tmp/x…:0], Error: Name too long[504]: %s; choose a shorter one
ArgumentCountError 0: Swoole\Server::__construct() expects at least 1 argument, 0 given
