<?php
// Throughput and memory of $server->sendfile() with a large file that the page cache holds.
//   php -d extension=./rswoole.so bench/sendfile.php [MiB, default 1024] [process|base] [directory of the file, default /dev/shm]
// Compare with another build by running it in turn with each.
$size = (int) ($argv[1] ?? 1024) << 20;
$mode = ($argv[2] ?? 'process') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS;
$file = tempnam($argv[3] ?? '/dev/shm', 'sendfile');
ftruncate($handle = fopen($file, 'r+'), $size);
fclose($handle);

/** The sum of the proportional set sizes of a process and its children, and their children. */
function memory_kb(int $pid): int
{
    $rollup = (string) @file_get_contents("/proc/$pid/smaps_rollup");
    $sum = preg_match('/^Pss:\s+(\d+)/m', $rollup, $match) ? (int) $match[1] : 0;
    foreach (glob("/proc/$pid/task/*/children") as $children) {
        foreach (array_filter(explode(' ', (string) @file_get_contents($children))) as $child) {
            $sum += memory_kb((int) $child);
        }
    }
    return $sum;
}

[$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
$pid = pcntl_fork();
if ($pid === 0) {
    fclose($ours);
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_ERROR]);
    $server->on('WorkerStart', fn ($server) => fwrite($theirs, $server->port . "\n"));
    $server->on('Receive', fn ($server, $fd) => $server->sendfile($fd, $file));
    $server->start();
    exit(0);
}
fclose($theirs);
$client = stream_socket_client('tcp://127.0.0.1:' . (int) fgets($ours));
$idle = memory_kb($pid);
$peak = $idle;
for ($round = 1; $round <= 3; $round++) {
    $begin = hrtime(true);
    fwrite($client, 'x');
    for ($left = $size, $look = 0; $left > 0; $left -= strlen($bytes)) {
        $bytes = fread($client, min($left, 1 << 20));
        if ($bytes === '' || $bytes === false) {
            fwrite(STDERR, "the connection ended $left bytes too early\n");
            break 2;
        }
        if (++$look % 2048 === 0) {
            $peak = max($peak, memory_kb($pid));
        }
    }
    printf("round %d: %.0f MiB/s\n", $round, ($size >> 20) / ((hrtime(true) - $begin) / 1e9));
}
printf("memory: %d KiB idle, %d KiB at most while sending\n", $idle, $peak);
posix_kill($pid, SIGTERM);
pcntl_waitpid($pid, $status);
unlink($file);
