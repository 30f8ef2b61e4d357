<?php
/*
 * $server->sendfile() of a file of MIB mebibytes (default 1024) that the page cache holds, in MODE=process|base; the operation is one MiB.
 * `kib` is what all processes of the server grew by while they sent. The file lies in FOLDER (default /dev/shm).
 */
require __DIR__ . '/include/operation.php';

/** The sum of the proportional set sizes of a process and its children, and their children. */
function memory_kib(int $pid): int
{
    $rollup = (string) @file_get_contents("/proc/$pid/smaps_rollup");
    $sum = preg_match('/^Pss:\s+(\d+)/m', $rollup, $match) ? (int) $match[1] : 0;
    foreach (glob("/proc/$pid/task/*/children") as $children) {
        foreach (array_filter(explode(' ', (string) @file_get_contents($children))) as $child) {
            $sum += memory_kib((int) $child);
        }
    }
    return $sum;
}

/** @return resource */
function serve(string $file, int &$pid)
{
    [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    $pid = pcntl_fork();
    if ($pid === 0) {
        fclose($ours);
        $server = new Swoole\Server('127.0.0.1', 0, getenv('MODE') === 'base' ? SWOOLE_BASE : SWOOLE_PROCESS);
        $server->set(['worker_num' => 1, 'log_level' => SWOOLE_LOG_ERROR]);
        $server->on('WorkerStart', fn ($server) => fwrite($theirs, $server->port . "\n"));
        $server->on('Receive', fn ($server, $fd) => $server->sendfile($fd, $file));
        $server->start();
        exit(0);
    }
    fclose($theirs);
    return stream_socket_client('tcp://127.0.0.1:' . (int) fgets($ours));
}

$send = function (int $mib, Closure $start): array {
    $file = tempnam(getenv('FOLDER') ?: '/dev/shm', 'sendfile');
    ftruncate($handle = fopen($file, 'r+'), $mib << 20);
    fclose($handle);
    $pid = 0;
    $client = serve($file, $pid);
    $idle = $peak = memory_kib($pid);
    $start();
    fwrite($client, 'x');
    for ($left = $mib << 20, $look = 0; $left > 0; $left -= strlen($bytes)) {
        $bytes = fread($client, min($left, 1 << 20));
        if ($bytes === '' || $bytes === false) {
            fwrite(STDERR, "the connection ended $left bytes too early\n");
            exit(1);
        }
        if (++$look % 4096 === 0) {
            $peak = max($peak, memory_kib($pid));
        }
    }
    posix_kill($pid, SIGTERM);
    pcntl_waitpid($pid, $status);
    unlink($file);
    return ['kib' => $peak - $idle];
};
run_operations(['sendfile' => [(int) (getenv('MIB') ?: 1024), $send]]);
