--TEST--
WebSocket\Server: websocket_subprotocol is in the handshake of clients that offer it; one set in onBeforeHandshakeResponse is sent as it is
--FILE--
<?php
// manual, websocket_server: websocket_subprotocol; RFC 6455, section 4.1: a client must refuse a protocol that it did not offer
require __DIR__ . '/../include/http.php';
require __DIR__ . '/../include/websocket.php';

function answers(Run $run): void
{
    foreach (['', 'chat', 'soap, chat', 'Chat', 'soap'] as $offer) {
        $client = $run->connect();
        $head = handshake($client, '/', $offer === '' ? '' : "Sec-WebSocket-Protocol: $offer\r\n");
        echo "$offer: ", preg_match('/^Sec-WebSocket-Protocol: (.*)\r$/mi', $head, $found) ? $found[1] : '-', "\n";
    }
}
$plain = websocket([], ['websocket_subprotocol' => 'chat']);
$own = websocket(['BeforeHandshakeResponse' => function ($server, $request, $response) {
    if (isset($request->header['sec-websocket-protocol'])) {
        $response->header('Sec-WebSocket-Protocol', explode(', ', $request->header['sec-websocket-protocol'])[0]);
    }
}], ['websocket_subprotocol' => 'chat']);
in_both_modes($plain, answers(...));
in_both_modes($own, answers(...));
?>
--EXPECT--
: -
chat: chat
soap, chat: chat
Chat: -
soap: -
: -
chat: chat
soap, chat: soap
Chat: Chat
soap: soap
