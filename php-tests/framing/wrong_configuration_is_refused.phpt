--TEST--
Wrong framing options are refused by set() of server and port, in both modes, before anything listens for clients; what can be mended is said
--FILE--
<?php
// Manual, server/setting.md: package_eof has at most 8 bytes, package_length_type is a letter of pack(). Measured on Swoole 6.2.2: the same
// values are refused (there by a fatal error). What the original takes in silence is mended, and said in the log.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode, bool $on_port, array $options) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $port = $server->listen('127.0.0.1', 0, SWOOLE_SOCK_TCP);
    $server->on('receive', fn () => null);
    $server->set(['worker_num' => 1]);
    try {
        ($on_port ? $port : $server)->set($options);
    } catch (Swoole\Exception $e) {
        exit("refused: {$e->getMessage()}\n");
    }
    $server->on('workerStart', function ($server) {
        echo "started\n";
        $server->shutdown();
    });
    $server->start();
});
$cases = [
    ['open_eof_check' => true, 'package_eof' => ''],
    ['open_eof_split' => true, 'package_eof' => '123456789'],
    ['open_length_check' => true, 'package_length_type' => 'X'],
    ['open_length_check' => true, 'package_length_type' => ''],
    ['open_length_check' => true, 'package_length_offset' => 70000],
    ['open_length_check' => true, 'package_body_offset' => 70000],
    ['package_max_length' => 'abc'],
    ['open_length_check' => true, 'package_length_offset' => -1],
    ['package_max_length' => 1],
    ['open_length_check' => true, 'open_eof_split' => true],
    ['open_length_check' => true, 'open_eof_check' => true, 'open_mqtt_protocol' => true],
];
foreach ($cases as $options) {
    $said = [];
    foreach ([SWOOLE_PROCESS, SWOOLE_BASE] as $mode) {
        foreach ([false, true] as $on_port) {
            $run = $server->start($mode, $on_port, $options);
            $run->wait_end();
            $run->assert_gone();
            $said[] = preg_replace('/^\[.*?\]\s+/m', '', $run->peek());
        }
    }
    echo json_encode($options), "\n", implode("--- or\n", array_unique($said));
}
?>
--EXPECT--
{"open_eof_check":true,"package_eof":""}
refused: package_eof cannot be an empty string: give the 1 to 8 bytes that end a packet
{"open_eof_split":true,"package_eof":"123456789"}
refused: package_eof max length is 8: 9 bytes given
{"open_length_check":true,"package_length_type":"X"}
refused: unknown package_length_type, see pack(). Link: https://php.net/pack: 'X' given, known are c C s S n v l L N V q Q J P
{"open_length_check":true,"package_length_type":""}
refused: unknown package_length_type, see pack(). Link: https://php.net/pack: '' given, known are c C s S n v l L N V q Q J P
{"open_length_check":true,"package_length_offset":70000}
refused: 'package_length_offset' value is too large: 70000 given, allowed is up to 8152
{"open_length_check":true,"package_body_offset":70000}
refused: 'package_body_offset' value is too large: 70000 given, allowed is up to 8152
{"package_max_length":"abc"}
refused: option [package_max_length]: failed to parse 'abc' to size; give a number of bytes, or digits followed by K, M or G
{"open_length_check":true,"package_length_offset":-1}
WARNING	option [package_length_offset] is -1, allowed is 0 or more; 0 is used
started
{"package_max_length":1}
WARNING	option [package_max_length] is 1, allowed is 65536 to 4294967295; 65536 is used
started
{"open_length_check":true,"open_eof_split":true}
WARNING	options [open_eof_split], [open_length_check] are on at once, but a port has one framing: [open_eof_split] is used; switch the others off
started
{"open_length_check":true,"open_eof_check":true,"open_mqtt_protocol":true}
WARNING	options [open_eof_check], [open_length_check], [open_mqtt_protocol] are on at once, but a port has one framing: [open_eof_check] is used; switch the others off
started
