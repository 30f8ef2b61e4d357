--TEST--
WebSocket\Server: clients that vanish amid a handshake, a frame or a message, or while they are pushed to, free their descriptors; each end is told once
--FILE--
<?php
// manual, websocket_server: onClose, push ("false on failure")
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

const ROUNDS = 20;
$server = websocket([
    'Open' => fn () => $GLOBALS['opened'] = ($GLOBALS['opened'] ?? 0) + 1,
    'Message' => function ($server, $frame) {
        $pushed = 0;
        while ($server->push($frame->fd, str_repeat('x', 100000))) {
            $pushed++;
            Co::sleep(0.001);
        }
        echo "push ended\n";
    },
    'Close' => fn () => $GLOBALS['closed'] = ($GLOBALS['closed'] ?? 0) + 1,
    'Disconnect' => fn () => null,
    'Request' => function ($request, $response) {
        $server = $GLOBALS['server'];
        $response->end(json_encode([count(scandir("/proc/$server->master_pid/fd")), $GLOBALS['opened'] ?? 0, $GLOBALS['closed'] ?? 0, count($server->connections)]));
    },
]);
in_both_modes($server, function (Run $run) {
    $state = fn () => json_decode(fetch($run, 'GET /')->body);
    $state();
    [$before] = $state();
    $pieces = [
        frame('a whole message, cut', fin: false), substr(frame(str_repeat('x', 1000)), 0, 500), substr(frame('x'), 0, 1), frame('') . frame('more'),
    ];
    for ($round = 0; $round < ROUNDS; $round++) {
        foreach ($pieces as $piece) {
            $client = websocket_client($run);
            say($client, $piece);
            if ($round % 2) {
                socket_set_option(socket_import_stream($client), SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 0]);
            }
            fclose($client);
        }
        $client = $run->connect();
        say($client, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        fclose($client);
    }
    $opened = ROUNDS * count($pieces);
    until(fn () => ($now = $state())[0] <= $before + 1 && $now[1] === $now[2] && $now[3] === 1, 'all to be over');
    echo $state()[1] === $opened ? 'all' : 'not all', " were opened and closed\n";
    $run->wait('push ended', 2 * ROUNDS);
    echo substr_count($run->output(), 'push ended'), " pushes ended\n";
});
?>
--EXPECT--
all were opened and closed
40 pushes ended
