<?php
/*
 * The WebSocket conformance suite (Autobahn|Testsuite, its fuzzing client) against an echo server of this extension, in both modes:
 *
 *     php -d extension=./rswoole.so conformance/websocket/run.php WSTEST [CASES]      // ./dev conformance does this
 *
 * WSTEST is the command of the suite; CASES a list such as "1.*,9.1.6", default: all sections that are about the protocol. What the
 * suite says of a case is taken as it is: "OK", "INFORMATIONAL" and
 * "NON-STRICT" pass, as the suite means it, but the last are shown; "UNIMPLEMENTED" (an extension that was not agreed on) does not.
 */

require __DIR__ . '/../../php-tests/include/harness.php';

/** Each by itself, so that a run which stops tells what was well until then. */
const SECTIONS = '1.*,2.*,3.*,4.*,5.*,6.*,7.*,9.*,10.*,12.1.*,12.2.*,12.3.*,12.4.*,12.5.*,13.1.*,13.2.*,13.3.*,13.4.*,13.5.*,13.6.*,13.7.*';
const PASSING = ['OK', 'INFORMATIONAL', 'NON-STRICT'];
/** Of one section; 9 moves 16 MiB messages, 12 and 13 a thousand messages a case. */
const MOST_SECONDS = 1200.0;

$echo = server(function (int $mode) {
    $server = new Swoole\WebSocket\Server('127.0.0.1', 0, $mode);
    $server->set([
        'worker_num' => 1,
        'websocket_compression' => true,
        'package_max_length' => 32 << 20,
        'buffer_output_size' => 32 << 20,
        'log_level' => SWOOLE_LOG_ERROR,
    ]);
    $server->on('message', function ($server, $frame) {
        // Section 7 closes while answers are on their way: what was not sent is not the server's fault.
        @$server->push($frame->fd, $frame);
    });
    ready($server);
    $server->start();
});

[, $wstest, $cases] = $argv + [2 => SECTIONS];
$passed = $failed = 0;
foreach (['PROCESS' => SWOOLE_PROCESS, 'BASE' => SWOOLE_BASE] as $name => $mode) {
    $run = $echo->start($mode);
    foreach (explode(',', $cases) as $section) {
        $begun = microtime(true);
        $results = fuzz($wstest, "ws://127.0.0.1:{$run->port()}", $section);
        $bad = array_filter($results, fn ($result) => !in_array($result['behavior'], PASSING) || !in_array($result['behaviorClose'], PASSING));
        foreach ($results as $case => $result) {
            if (isset($bad[$case]) || $result['behavior'] === 'NON-STRICT') {
                echo "$name $case: $result[behavior], closing: $result[behaviorClose]\n";
            }
        }
        $passed += count($results) - count($bad);
        $failed += count($bad);
        printf("%s %s: %d cases, %d failed, %d s\n", $name, $section, count($results), count($bad), microtime(true) - $begun);
    }
    $run->stop();
    echo $run->output();
}
if ($passed + $failed === 0) {
    echo "no case ran\n";
    exit(1);
}
echo "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);

/** @return array<string, array> what the suite says, by case */
function fuzz(string $wstest, string $url, string $section): array
{
    $folder = sys_get_temp_dir() . '/rswoole-conformance-' . getmypid();
    @mkdir($folder);
    file_put_contents("$folder/spec.json", json_encode([
        'outdir' => "$folder/report",
        'servers' => [['agent' => 'rswoole', 'url' => $url]],
        'cases' => [$section],
        'exclude-cases' => [],
        'exclude-agent-cases' => new stdClass(),
    ]));
    $process = proc_open(
        [$wstest, '-m', 'fuzzingclient', '-s', "$folder/spec.json"],
        [['file', '/dev/null', 'r'], ['file', "$folder/log", 'w'], ['redirect', 1]],
        $pipes,
        $folder,
    );
    try {
        until(fn () => !proc_get_status($process)['running'], 'the suite', MOST_SECONDS);
        $index = @file_get_contents("$folder/report/index.json");
        if ($index === false) {
            throw new RuntimeException("the suite wrote no report; it printed:\n" . file_get_contents("$folder/log"));
        }
        return json_decode($index, true, 16, JSON_THROW_ON_ERROR)['rswoole'] ?? [];
    } finally {
        proc_terminate($process);
        keep_or_remove($folder);
    }
}

/** RSWOOLE_CONFORMANCE_REPORTS names a folder for the suite's own pages, which show each frame of each case. */
function keep_or_remove(string $folder): void
{
    if ($keep = getenv('RSWOOLE_CONFORMANCE_REPORTS')) {
        @mkdir($keep, recursive: true);
        rename($folder, $keep . '/' . basename($folder) . '-' . time());
        return;
    }
    $files = new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS);
    foreach (new RecursiveIteratorIterator($files, RecursiveIteratorIterator::CHILD_FIRST) as $file) {
        $file->isDir() ? rmdir($file) : unlink($file);
    }
    rmdir($folder);
}
