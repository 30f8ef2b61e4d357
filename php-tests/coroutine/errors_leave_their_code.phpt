--TEST--
swoole_last_error() after what fails: resume(), cancel(), join(), a cancelled sleep(), create() beyond the limit
--FILE--
<?php
function code($result) { var_dump($result); echo '  ', swoole_last_error(), "\n"; }
Co::set(['max_coroutine' => 3]);
Co\run(function () {
    code(@Co::resume(100));
    code(Co::cancel(Co::getCid()));
    code(Co::cancel(100));
    code(@Co::join([Co::getCid()]));
    code(Co::join([]));
    $slow = go(fn () => code(Co::sleep(10)));
    code(Co::join([$slow], 0.001));
    go(function () use ($slow) { code(Co::join([$slow])); });
    code(Co::join([$slow]));
    code(@Co::create(fn () => null));
    Co::cancel($slow);
});
?>
--EXPECT--
bool(false)
  503
bool(false)
  10015
bool(false)
  10016
bool(false)
  509
bool(false)
  505
bool(false)
  10018
bool(false)
  509
bool(false)
  503
bool(false)
  10017
bool(true)
  10017
