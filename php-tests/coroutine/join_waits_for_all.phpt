--TEST--
join() returns when all coroutines are over; unknown cids do not count
--FILE--
<?php
Co\run(function () {
    $done = [];
    $status = Co::join([
        go(function () use (&$done) {
            Co::sleep(0.02);
            $done[] = 'slow';
        }),
        go(function () use (&$done) {
            Co::sleep(0.001);
            $done[] = 'quick';
        }),
        1000,
    ]);
    var_dump($status, $done);
});
?>
--EXPECT--
bool(true)
array(2) {
  [0]=>
  string(5) "quick"
  [1]=>
  string(4) "slow"
}
