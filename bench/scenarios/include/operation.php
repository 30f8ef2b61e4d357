<?php
/*
 * Measures one operation of a script, or all of them.
 *     OPERATION=name        only this one, and its figures as JSON: what the runner reads
 *     COUNT=n               n times and without a warm-up, for who counts instructions
 * An operation is [how often, body]. The body gets that number and a closure that it calls when it has prepared what is not to be measured.
 */

function measured(int $times, Closure $body): array
{
    $cpu = function (): float {
        $used = 0.0;
        foreach ([0, 1] as $who) {
            $usage = getrusage($who);
            foreach (['ru_utime', 'ru_stime'] as $kind) {
                $used += $usage["$kind.tv_sec"] + $usage["$kind.tv_usec"] / 1e6;
            }
        }
        return $used;
    };
    $started = hrtime(true);
    $before = $cpu();
    $more = $body($times, function () use (&$started, &$before, $cpu) {
        $before = $cpu();
        $started = hrtime(true);
    });
    $seconds = (hrtime(true) - $started) / 1e9;
    return ['operations' => $times, 'seconds' => $seconds, 'cpu' => $cpu() - $before] + (array) $more;
}

/** @param array<string, array{int, Closure}> $operations */
function run_operations(array $operations): void
{
    $only = getenv('OPERATION');
    if ($only === false) {
        foreach ($operations as $name => [$times, $body]) {
            $body(intdiv($times, 10), fn () => null);
            $figures = measured($times, $body);
            printf("%-44s %10.1f ns\n", $name, $figures['seconds'] * 1e9 / $times);
        }
        return;
    }
    if (!isset($operations[$only])) {
        fwrite(STDERR, "there is no operation \"$only\"; there are: " . implode(', ', array_keys($operations)) . "\n");
        exit(1);
    }
    [$times, $body] = $operations[$only];
    $count = (int) getenv('COUNT');
    if ($count === 0) {
        $body(intdiv($times, 10), fn () => null);
    }
    echo json_encode(measured($count ?: $times, $body)), "\n";
}
