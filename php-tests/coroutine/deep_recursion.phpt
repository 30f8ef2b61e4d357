--TEST--
Deep recursion inside a coroutine: the VM stack grows, and so may the C stack
--FILE--
<?php
function plain($n) { if ($n === 0) { Co::sleep(0.001); return 0; } return 1 + plain($n - 1); }
function through_c($n) { if ($n === 0) { Co::sleep(0.001); return 0; } return 1 + array_sum(array_map('through_c', [$n - 1])); }
for ($i = 0; $i < 3; $i++) {
    go(fn () => var_dump(plain(50000)));
    go(fn () => var_dump(through_c(1000)));
}
?>
--EXPECT--
int(50000)
int(1000)
int(50000)
int(1000)
int(50000)
int(1000)
