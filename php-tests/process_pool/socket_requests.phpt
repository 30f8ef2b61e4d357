--TEST--
Process\Pool: requests over TCP and unix sockets, with four bytes of length before request and answer
--FILE--
<?php
// manual, Process\Pool, listen(), write(): "The underlying system will write all the data to the socket after the onMessage function
// exits, and then close the connection."
require __DIR__ . '/../include/harness.php';
$probe = stream_socket_server('tcp://127.0.0.1:0');
$tcp = stream_socket_get_name($probe, false);
fclose($probe);
$unix = sys_get_temp_dir() . '/rswoole-pool-' . getmypid() . '.sock';
$pool = server(function (int $port, string $unix) {
    $pool = new Swoole\Process\Pool(2, SWOOLE_IPC_SOCKET);
    var_dump($pool->listen('127.0.0.1', $port), $pool->listen("unix:$unix"));
    $pool->set(['max_package_size' => 1000]);
    $pool->on('WorkerStart', fn ($pool) => $pool->write('no request') && print("wrote to nobody\n"));
    $pool->on('Message', function ($pool, $message) {
        match ($message) {
            'nothing' => null,
            'much' => $pool->write(str_repeat('y', 5000000)),
            default => [$pool->write(''), $pool->write('hello '), $pool->write('world '), $pool->write($message)],
        };
        if ($message === 'throw') {
            throw new Exception('thrown');
        }
        if ($message === 'exit') {
            exit(0);
        }
    });
    ini_set('display_errors', '0');
    ini_set('log_errors', '0');
    $pool->start();
});
$run = $pool->start((int) explode(':', $tcp)[1], $unix);
$packet = fn (string $data) => pack('N', strlen($data)) . $data;
$talk = function (string $bytes, string $to) use ($run) {
    $client = $run->connect($to);
    say($client, $bytes);
    $answer = hear($client, 1 << 24);
    return $answer === '' ? '(nothing)' : (unpack('N', $answer)[1] === strlen($answer) - 4 ? substr($answer, 4) : 'no length: ' . $answer);
};
foreach (["tcp://$tcp", "unix://$unix"] as $to) {
    foreach (['one', 'nothing', 'throw', 'exit', 'again'] as $request) {
        echo $talk($packet($request), $to), "\n";
    }
    echo strlen($talk($packet('much'), $to)), "\n";
    echo $talk($packet('first') . $packet('second'), $to), "\n";
    echo $talk($packet(''), $to), ' ', $talk($packet(str_repeat('z', 1001)), $to), ' ', $talk(pack('N', 0xffffffff), $to), "\n";
    // Those who are slow keep nobody waiting, and get their answer.
    $slow = array_map(fn () => $run->connect($to), range(1, 5));
    foreach ($slow as $client) {
        say($client, "\0\0\0");
    }
    echo $talk($packet('quick'), $to), "\n";
    foreach ($slow as $number => $client) {
        say($client, "\5slow$number");
    }
    echo implode(', ', array_map(fn ($client) => substr(hear($client, 1000), 4), $slow)), "\n";
}
$run->stop();
echo $run->output();
var_dump(file_exists($unix), str_contains($run->log(), 'max_package_size'));
?>
--EXPECT--
hello world one
(nothing)
hello world throw
hello world exit
hello world again
5000000
hello world first
(nothing) (nothing) (nothing)
hello world quick
hello world slow0, hello world slow1, hello world slow2, hello world slow3, hello world slow4
hello world one
(nothing)
hello world throw
hello world exit
hello world again
5000000
hello world first
(nothing) (nothing) (nothing)
hello world quick
hello world slow0, hello world slow1, hello world slow2, hello world slow3, hello world slow4
bool(true)
bool(true)
bool(false)
bool(true)
