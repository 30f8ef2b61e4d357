--TEST--
Manual, multi_call: batch gives the results by key (null where nothing came in time), map those of a list, parallel runs one function n times
--FILE--
<?php
use function Swoole\Coroutine\{batch, map, parallel, run};
run(function () {
    echo json_encode(batch([fn () => 1, 'a' => function () { Co::sleep(0.01); return 2; }, fn () => null])), "\n";
    echo json_encode(batch([fn () => 1, 'a' => function () { Co::sleep(0.2); return 2; }], 0.02)), "\n";
    echo json_encode(map([1, 'k' => 2], fn ($value, $key) => "$value-$key")), "\n";
    $n = 0;
    parallel(3, function () use (&$n) { Co::sleep(0.01); $n++; });
    var_dump($n, batch([]));
});
?>
--EXPECT--
{"0":1,"a":2,"1":null}
{"0":1,"a":null}
{"0":"1-0","k":"2-k"}
int(3)
array(0) {
}
