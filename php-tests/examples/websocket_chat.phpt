--TEST--
examples/websocket_chat.php: the page is served, names are taken once, what is said reaches all, who comes later gets the last lines
--FILE--
<?php
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';
$run = example('websocket_chat.php');
function says($client, string $text): void
{
    say($client, frame(json_encode(['text' => $text])));
}
function heard($client): string
{
    $line = json_decode(hear_frame($client)[1], true);
    unset($line['time']);
    return implode(' ', array_map(fn ($value) => is_array($value) ? '[' . implode(', ', $value) . ']' : $value, $line));
}
$page = fetch($run, 'GET /');
echo $page->status, ' ', $page->header('content-type'), ' ', $page->body === file_get_contents(__DIR__ . '/../../examples/websocket_chat.html') ? 'whole' : 'not whole', "\n";
echo fetch($run, 'GET /favicon.ico')->status, "\n";
$ann = websocket_client($run);
says($ann, 'Ann');
echo heard($ann), "\n";
says($ann, 'anybody here?');
echo heard($ann), "\n";
$bob = websocket_client($run);
says($bob, 'Bob');
echo heard($bob), "\n", heard($bob), "\n", heard($ann), "\n";
says($bob, 'Grüße, 世界');
echo heard($ann), "\n", heard($bob), "\n";
foreach (['Bob', ' '] as $name) {
    $other = websocket_client($run);
    says($other, $name);
    echo last_frames($other), "\n";
}
fclose($bob);
echo heard($ann), "\n";
$run->stop();
?>
--EXPECT--
200 text/html; charset=utf-8 whole
404
came Ann [Ann]
said Ann anybody here?
said Ann anybody here?
came Bob [Ann, Bob]
came Bob [Ann, Bob]
said Bob Grüße, 世界
said Bob Grüße, 世界
88 \017\241Bob is here already, closed
88 \017\241Say who you are, closed
left Bob [Ann]
