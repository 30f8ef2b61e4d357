--TEST--
start() returns true when the server was shut down, and the code after it runs once
--FILE--
<?php
// manual, server/methods, start: "When the server is closed, the start function will return true and continue with the
// execution".
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, int $workers) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => $workers]);
    $server->on('Receive', fn ($server) => var_dump($server->shutdown()));
    $server->on('ManagerStart', function () {
        fwrite(STDOUT, "manager\n");
    });
    register_shutdown_function(function () {
        echo "shutdown function\n";
    });
    ready($server);
    var_dump($server->start());
    echo "after start\n";
});
foreach ([[SWOOLE_PROCESS, 1], [SWOOLE_PROCESS, 2], [SWOOLE_BASE, 1], [SWOOLE_BASE, 2]] as [$mode, $workers]) {
    $run = $server->start($mode, $workers);
    $client = $run->connect();
    if ($mode === SWOOLE_PROCESS || $workers > 1) {
        $run->wait('manager');
    }
    say($client, 'x');
    $status = $run->wait_end();
    $run->assert_gone();
    $output = $run->output();
    echo substr_count($output, 'bool(true)'), ' ', substr_count($output, 'after start'), ' ', substr_count($output, 'shutdown function'), " status $status\n";
}
?>
--EXPECT--
2 1 1 status 0
2 1 1 status 0
2 1 1 status 0
2 1 1 status 0
