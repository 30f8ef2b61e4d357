<?php
// What a suspended coroutine costs: creates COROUTINES of them, all alive at once, and prints bytes and time for each as JSON.
ini_set('memory_limit', '-1');
$count = (int) (getenv('COROUTINES') ?: 100000);
Co::set(['max_coroutine' => $count + 10, 'log_level' => SWOOLE_LOG_ERROR]);

function pss(): int
{
    preg_match('/^Pss:\s+(\d+)/m', file_get_contents('/proc/self/smaps_rollup'), $found);
    return 1024 * (int) $found[1];
}

Co\run(function () use ($count) {
    $cids = array_fill(0, $count, 0);
    $before = pss();
    $started = hrtime(true);
    for ($i = 0; $i < $count; $i++) {
        $cids[$i] = go(function () {
            Co::yield();
        });
        if ($cids[$i] === false) {
            fwrite(STDERR, "only $i coroutines could be created\n");
            exit(1);
        }
    }
    $nanoseconds = hrtime(true) - $started;
    $bytes = pss() - $before;
    foreach ($cids as $cid) {
        Co::resume($cid);
    }
    echo json_encode(['coroutines' => $count, 'bytes_each' => $bytes / $count, 'create_ns' => $nanoseconds / $count]), "\n";
});
