--TEST--
getCid(), alias getuid(): a unique positive integer inside, -1 outside
--FILE--
<?php
var_dump(Co::getCid(), Co::getuid());
go(function () {
    var_dump(Co::getCid());
    go(fn () => var_dump(Co::getuid()));
    var_dump(Co::getuid());
});
go(fn () => var_dump(Co::getCid()));
?>
--EXPECT--
int(-1)
int(-1)
int(1)
int(2)
int(1)
int(3)
