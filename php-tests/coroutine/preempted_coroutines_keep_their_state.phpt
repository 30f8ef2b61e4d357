--TEST--
enable_preemptive_scheduler: sorting, generators, output buffers and exceptions survive being stopped anywhere; all end (manual, coroutine/coroutine)
--INI--
swoole.enable_preemptive_scheduler=On
--FILE--
<?php
function numbers(int $count): Generator
{
    for ($i = 0; $i < $count; $i++) {
        yield ($i * 7919) % 10007;
    }
}
$sums = [];
Co\run(function () use (&$sums) {
    for ($c = 0; $c < 4; $c++) {
        go(function () use ($c, &$sums) {
            $until = microtime(true) + 0.15;
            $rounds = 0;
            do {
                ob_start();
                $list = iterator_to_array(numbers(500), false);
                usort($list, fn ($a, $b) => $a <=> $b);
                echo "round of $c";
                try {
                    throw new LogicException((string) array_sum($list));
                } catch (LogicException $e) {
                    $sum = (int) $e->getMessage();
                }
                $text = ob_get_clean();
                if ($text !== "round of $c" || $sum !== array_sum($list) || $list !== array_values($list)) {
                    die("state of coroutine $c was lost: $text\n");
                }
                $rounds++;
            } while (microtime(true) < $until);
            $sums[$c] = $rounds > 0;
        });
    }
});
ksort($sums);
var_dump($sums === [true, true, true, true]);
?>
--EXPECT--
bool(true)
