--TEST--
getPcid(): the example of the manual
--FILE--
<?php
var_dump(Co::getPcid());
\Co\run(function () {
    var_dump(Co::getPcid());
    go(function () {
        var_dump(Co::getPcid());
        go(function () {
            var_dump(Co::getPcid());
            go(function () {
                var_dump(Co::getPcid());
            });
            go(function () {
                var_dump(Co::getPcid());
            });
            go(function () {
                var_dump(Co::getPcid());
            });
        });
        var_dump(Co::getPcid());
    });
    var_dump(Co::getPcid());
});
var_dump(Co::getPcid());
var_dump(Co::getPcid(1000));
?>
--EXPECT--
bool(false)
int(-1)
int(1)
int(2)
int(3)
int(3)
int(3)
int(1)
int(-1)
bool(false)
bool(false)
