--TEST--
The tracing JIT compiles code that switches coroutines
--EXTENSIONS--
opcache
--INI--
opcache.enable=1
opcache.enable_cli=1
opcache.jit=tracing
opcache.jit_buffer_size=32M
opcache.jit_hot_loop=2
opcache.jit_hot_func=2
opcache.jit_hot_return=2
opcache.jit_hot_side_exit=1
--FILE--
<?php
function work($n) { $sum = 0; for ($i = 0; $i < $n; $i++) { $sum += $i; if ($i % 7 === 0) Co::yield(); } return $sum; }
var_dump(opcache_get_status(false)['jit']['on'] ?? false);
Co\run(function () {
    $sums = [];
    $cids = [];
    for ($c = 0; $c < 20; $c++) {
        $cids[] = go(function () use (&$sums) { try { $sums[] = work(500); exit(1); } catch (Swoole\ExitException $e) { $sums[] = $e->getStatus(); } });
    }
    while (Co::stats()['coroutine_num'] > 1) {
        foreach ($cids as $cid) {
            if (Co::exists($cid)) Co::resume($cid);
        }
    }
    var_dump(array_count_values($sums));
});
?>
--EXPECT--
bool(true)
array(2) {
  [124750]=>
  int(20)
  [1]=>
  int(20)
}
