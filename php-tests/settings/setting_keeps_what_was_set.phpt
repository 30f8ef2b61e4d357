--TEST--
$server->setting is what was set; in the worker the values in force are added
--FILE--
<?php
// manual, server/properties, $setting: "The value of the running parameters can be accessed within the callback
// function".
require __DIR__ . '/../include/harness.php';

$server = server(function () {
    $server = new Swoole\Server('127.0.0.1', 0, SWOOLE_PROCESS);
    var_dump($server->set(['worker_num' => 1, 'backlog' => 64]));
    echo json_encode($server->setting), "\n";
    $server->on('WorkerStart', function ($server) {
        echo json_encode(array_diff_key($server->setting, ['max_connection' => 0])), ' ', (int) ($server->setting['max_connection'] > 0), "\n";
    });
    $server->on('Receive', fn () => null);
    ready($server);
    $server->start();
});

$run = $server->start();
$run->wait("\n", 3);
$run->stop();
echo $run->output();
?>
--EXPECT--
bool(true)
{"worker_num":1,"backlog":64}
{"worker_num":1,"backlog":64,"task_worker_num":0,"output_buffer_size":4294967295} 1
