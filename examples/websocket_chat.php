<?php
// A chat room: one server that gives out the page (HTTP) and carries what is said (WebSocket), with any number of worker processes.
// Run it with ./dev serve examples/websocket_chat.php, then open http://127.0.0.1:9501/ in two windows.

const PAGE = __DIR__ . '/websocket_chat.html';
const KEPT = 50;

// What the processes share: who is in the room, and the last lines for those who come later.
$people = new Swoole\Table(1024);
$people->column('name', Swoole\Table::TYPE_STRING, 64);
$people->create();
$lines = new Swoole\Table(KEPT * 2);
$lines->column('line', Swoole\Table::TYPE_STRING, 2048);
$lines->create();
$count = new Swoole\Atomic(0);

$server = new Swoole\WebSocket\Server('127.0.0.1', 9501, SWOOLE_PROCESS);
$server->set([
    'worker_num' => swoole_cpu_num(),
    'websocket_compression' => true,
    'package_max_length' => 64 << 10,
]);

/** Tells everybody in the room. */
function tell(Swoole\WebSocket\Server $server, Swoole\Table $people, array $what): void
{
    $text = json_encode($what, JSON_UNESCAPED_UNICODE);
    foreach ($people as $fd => $person) {
        if ($server->isEstablished((int) $fd)) {
            $server->push((int) $fd, $text);
        }
    }
}

/** At most so many characters. */
function cut(string $text, int $most): string
{
    return preg_match("/^.{0,$most}/us", trim($text), $found) ? $found[0] : '';
}

/** Who is there, by name. */
function names(Swoole\Table $people): array
{
    $names = array_column(iterator_to_array($people), 'name');
    sort($names);
    return $names;
}

$server->on('Start', function ($server) {
    echo "Open http://127.0.0.1:{$server->port}/ in two windows\n";
});

$server->on('Request', function (Swoole\Http\Request $request, Swoole\Http\Response $response) {
    if ($request->server['path_info'] !== '/') {
        $response->status(404);
        $response->end();
        return;
    }
    $response->header('Content-Type', 'text/html; charset=utf-8');
    $response->sendfile(PAGE);
});

$server->on('Message', function (Swoole\WebSocket\Server $server, Swoole\WebSocket\Frame $frame) use ($people, $lines, $count) {
    $said = json_decode($frame->data, true);
    $text = cut((string) ($said['text'] ?? ''), 500);
    $person = $people->get((string) $frame->fd, 'name');
    if ($person === false) {
        // The first message of a connection is a name.
        $name = cut($text, 20);
        if ($name === '' || in_array($name, names($people), true)) {
            $server->disconnect($frame->fd, 4001, $name === '' ? 'Say who you are' : "$name is here already");
            return;
        }
        $people->set((string) $frame->fd, ['name' => $name]);
        for ($number = max(0, $count->get() - KEPT); $number < $count->get(); $number++) {
            if ($line = $lines->get((string) ($number % KEPT), 'line')) {
                $server->push($frame->fd, $line);
            }
        }
        tell($server, $people, ['what' => 'came', 'name' => $name, 'people' => names($people)]);
    } elseif ($text !== '') {
        $said = ['what' => 'said', 'name' => $person, 'text' => $text, 'time' => date('H:i')];
        $lines->set((string) (($count->add() - 1) % KEPT), ['line' => json_encode($said, JSON_UNESCAPED_UNICODE)]);
        tell($server, $people, $said);
    }
});

$server->on('Close', function (Swoole\WebSocket\Server $server, int $fd) use ($people) {
    $name = $people->get((string) $fd, 'name');
    if ($name !== false) {
        $people->del((string) $fd);
        tell($server, $people, ['what' => 'left', 'name' => $name, 'people' => names($people)]);
    }
});

$server->start();
