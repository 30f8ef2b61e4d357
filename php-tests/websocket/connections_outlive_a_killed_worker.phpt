--TEST--
WebSocket\Server in PROCESS mode: kill -9 of a worker leaves its WebSockets open; the next worker hears their messages and pushes to them
--FILE--
<?php
// founding document: "nothing is lost whatever crashes"; manual, learn: in PROCESS mode connections belong to the reactor threads
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

$server = websocket([
    'WorkerStart' => fn ($server, $id) => print("worker $server->worker_pid\n"),
    'Message' => function ($server, $frame) {
        if ($frame->data === 'die') {
            posix_kill(getmypid(), SIGKILL);
        }
        $server->push($frame->fd, "$frame->data by $server->worker_pid, established " . json_encode($server->isEstablished($frame->fd)));
    },
], ['websocket_compression' => true]);
$run = $server->start(SWOOLE_PROCESS);
$clients = [websocket_client($run), websocket_client($run), websocket_client($run, more: "Sec-WebSocket-Extensions: permessage-deflate\r\n")];
say($clients[0], frame('hello'));
[, $before] = hear_frame($clients[0]);
// Half of a message before the death, half of it after.
say($clients[1], frame('in two ', fin: false));
say($clients[0], frame('die'));
$run->wait('worker', 2);
preg_match_all('/worker (\d+)/', $run->output(), $workers);
[$old, $new] = $workers[1];
echo $before === "hello by $old, established true" ? "first worker\n" : "$before\n";
say($clients[1], frame('parts', 0));
say($clients[0], frame('again'));
$packed = substr(deflate_add(deflate_init(ZLIB_ENCODING_RAW), 'packed', ZLIB_SYNC_FLUSH), 0, -4);
say($clients[2], frame($packed, reserved: 0x40));
foreach ($clients as $client) {
    echo str_replace($new, 'the second worker', hear_frame($client)[1]), "\n";
}
say($clients[0], frame(pack('n', 1000), WEBSOCKET_OPCODE_CLOSE));
echo last_frames($clients[0]), "\n";
$run->stop();
?>
--EXPECT--
first worker
again by the second worker, established true
in two parts by the second worker, established true
packed by the second worker, established true
88 \003\350, closed
