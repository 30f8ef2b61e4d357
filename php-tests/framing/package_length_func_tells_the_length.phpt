--TEST--
package_length_func tells the length of a packet: closure and name, byte by byte, several at once, no packet, an exception
--FILE--
<?php
// Manual, server/setting.md, package_length_func: 0 means that more data is needed, -1 that it is no packet and the connection is
// closed, anything else is the length of the whole packet. The function below is the documented one in its sense.
require __DIR__ . '/../include/harness.php';

function length(string $data): int
{
    if (strlen($data) < 8) {
        return 0;
    }
    $length = intval(trim(substr($data, 0, 8)));
    return $length <= 0 ? -1 : $length + 8;
}

$framed = server(function (int $mode, bool $named) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set([
        'worker_num' => 1,
        'open_length_check' => true,
        'package_length_func' => $named ? 'length' : function ($data) {
            if ($data[0] === 'x') {
                throw new Exception('no idea');
            }
            return length($data);
        },
    ]);
    $server->on('receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, strlen($data) . ":$data\n"));
    $server->on('close', fn ($server, $fd) => print('closed ' . $server->getLastError() . "\n"));
    ready($server);
    $server->start();
});
foreach ([SWOOLE_BASE, SWOOLE_PROCESS] as $mode) {
    foreach ([false, true] as $named) {
        echo $mode == SWOOLE_BASE ? 'BASE' : 'PROCESS', $named ? " name\n" : " closure\n";
        $run = $framed->start($mode, $named);
        $client = $run->connect();
        foreach (str_split('00000003abc') as $byte) {
            say($client, $byte);
        }
        echo hear_line($client), "\n";
        say($client, '00000001a00000002bb00000');
        echo hear_line($client), "\n", hear_line($client), "\n";
        say($client, '012' . str_repeat('c', 12));
        echo hear_line($client), "\n";
        if (!$named) {
            $thrower = $run->connect();
            say($thrower, 'x');
            $run->wait('Uncaught Exception: no idea');
            var_dump(silent($thrower, 0.1));
        }
        echo ask($client, '00000001z'), "\n";
        say($client, 'junkjunk');
        var_dump(closed($client));
        $run->wait('closed ');
        $run->stop();
        preg_match('/^closed.*/m', $run->output(), $closed);
        echo $closed[0], "\n";
    }
}
?>
--EXPECT--
BASE closure
11:00000003abc
9:00000001a
10:00000002bb
20:00000012cccccccccccc
bool(true)
9:00000001z
bool(true)
closed 1204
BASE name
11:00000003abc
9:00000001a
10:00000002bb
20:00000012cccccccccccc
9:00000001z
bool(true)
closed 1204
PROCESS closure
11:00000003abc
9:00000001a
10:00000002bb
20:00000012cccccccccccc
bool(true)
9:00000001z
bool(true)
closed 0
PROCESS name
11:00000003abc
9:00000001a
10:00000002bb
20:00000012cccccccccccc
9:00000001z
bool(true)
closed 0
