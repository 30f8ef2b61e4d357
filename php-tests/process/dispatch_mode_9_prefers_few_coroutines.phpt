--TEST--
dispatch_mode 9 (SWOOLE_DISPATCH_CO_REQ_LB): each packet goes to the worker with the fewest coroutines; no Connect, no Close
--FILE--
<?php
// Changelog of 4.8 (`SWOOLE_DISPATCH_CO_REQ_LB`). Measured on Swoole 6.2.2, with the log line about onConnect and onClose.
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    $server->set(['worker_num' => 2, 'dispatch_mode' => SWOOLE_DISPATCH_CO_REQ_LB]);
    foreach (['Connect', 'Close'] as $event) {
        $server->on($event, fn ($server, $fd) => print("$event\n"));
    }
    $server->on('Receive', function ($server, $fd, $reactor, $data) {
        for ($i = 0; $data === 'busy' && $i < 20; $i++) {
            go(fn () => Swoole\Coroutine::sleep(30));
        }
        $server->send($fd, $server->worker_id . "\n");
    });
    $server->on('WorkerExit', fn () => array_map(Swoole\Coroutine::cancel(...), iterator_to_array(Swoole\Coroutine::list())));
    ready($server);
    $server->start();
});
$run = $server->start();
$client = $run->connect();
$busy = ask($client, 'busy');
for ($i = 0; $i < 10; $i++) {
    $others[] = ask($client, 'x');
}
var_dump(array_unique($others) === [(string) (1 - (int) $busy)]);
fclose($client);
$run->stop();
var_dump($run->output());
preg_match_all('/cannot set .* when using dispatch_mode=9/', $run->log(), $said);
echo implode("\n", $said[0]), "\n";
?>
--EXPECT--
bool(true)
string(0) ""
cannot set 'onConnect' event when using dispatch_mode=9
cannot set 'onClose' event when using dispatch_mode=9
