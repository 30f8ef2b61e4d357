--TEST--
With event_object the connection events get a Swoole\Server\Event
--FILE--
<?php
// manual, setting event_object; class Event: dispatch_time and data are set for Receive only.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'reactor_num' => 1, 'event_object' => true]);
    foreach (['Connect', 'Receive', 'Close'] as $event) {
        $server->on($event, function (Swoole\Server $server, Swoole\Server\Event $object) use ($event) {
            echo $event, ' ', func_num_args(), ' ', implode(' ', array_keys(get_object_vars($object))), "\n";
            var_dump($object->reactor_id, $object->fd, $object->data, is_float($object->dispatch_time), abs($object->dispatch_time - microtime(true)) < 10);
            if ($event === 'Receive') {
                $server->send($object->fd, "ok\n");
            }
        });
    }
    ready($server);
    $server->start();
});
foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
    $run = $server->start($mode);
    $client = $run->connect();
    ask($client, 'hello');
    fclose($client);
    $run->wait('Close');
    $run->stop();
    $output[] = $run->output();
}
echo $output[0];
var_dump($output[0] === $output[1]);
?>
--EXPECT--
Connect 2 reactor_id fd dispatch_time data
int(0)
int(1)
NULL
bool(true)
bool(false)
Receive 2 reactor_id fd dispatch_time data
int(0)
int(1)
string(5) "hello"
bool(true)
bool(true)
Close 2 reactor_id fd dispatch_time data
int(0)
int(1)
NULL
bool(true)
bool(false)
bool(true)
