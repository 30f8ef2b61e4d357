--TEST--
exists(): the example of the manual
--FILE--
<?php
\Co\run(function () {
    go(function () {
        go(function () {
            Co::sleep(0.001);
            var_dump(Co::exists(Co::getPcid())); // 1: true
        });
        go(function () {
            Co::sleep(0.03);
            var_dump(Co::exists(Co::getPcid())); // 3: false
        });
        Co::sleep(0.01);
        var_dump(Co::exists(Co::getPcid())); // 2: false
    });
});
var_dump(Co::exists(0), Co::exists(-1), Co::exists(1000));
?>
--EXPECT--
bool(true)
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
