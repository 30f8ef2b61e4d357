--TEST--
Process\Pool: sendMessage() to another worker and to oneself; borders are kept, nothing is lost, also when both write more than a mailbox takes
--FILE--
<?php
// manual, Process\Pool, sendMessage(), UnixSocket.
require __DIR__ . '/../include/harness.php';
$pool = server(function () {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_UNIXSOCK);
    $pool->on('WorkerStart', function ($pool, $id) {
        foreach (range(1, 500) as $number) {
            $pool->sendMessage("$id:$number", 1 - $id);
        }
        $pool->sendMessage('', $id);
        foreach (range(1, 50) as $number) {
            $pool->sendMessage("self:$number", $id);
        }
    });
    $pool->on('Message', function ($pool, $data) {
        static $got = [];
        $got[explode(':', $data)[0]][] = explode(':', $data)[1] ?? 'empty';
        if (array_sum(array_map('count', $got)) === 551) {
            ksort($got, SORT_STRING);
            fwrite(STDOUT, "at {$pool->workerId}: " . json_encode(array_map(fn ($list) => [count($list), $list === array_map('strval', range(1, count($list))) || $list === ['empty']], $got)) . "\n");
        }
    });
    $pool->start();
});
$run = $pool->start();
$run->wait('at', 2);
$run->stop();
$lines = explode("\n", trim($run->output()));
sort($lines);
echo implode("\n", $lines), "\n";
?>
--EXPECT--
at 0: {"":[1,true],"1":[500,true],"self":[50,true]}
at 1: {"":[1,true],"0":[500,true],"self":[50,true]}
