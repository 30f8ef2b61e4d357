--TEST--
yield() and resume(): the examples of the manual
--FILE--
<?php
$cid = go(function () {
    echo "co 1 start\n";
    Co::yield();
    echo "co 1 end\n";
});

go(function () use ($cid) {
    echo "co 2 start\n";
    Co::sleep(0.05);
    Co::resume($cid);
    echo "co 2 end\n";
});

$id = go(function(){
    $id = Co::getuid();
    echo "start coro $id\n";
    var_dump(Co::suspend());
    echo "resume coro $id @1\n";
    Co::suspend();
    echo "resume coro $id @2\n";
});
echo "start to resume $id @1\n";
var_dump(Co::resume($id));
echo "start to resume $id @2\n";
Co::resume($id);
echo "main\n";
?>
--EXPECT--
co 1 start
co 2 start
start coro 3
start to resume 3 @1
bool(true)
resume coro 3 @1
bool(true)
start to resume 3 @2
resume coro 3 @2
main
co 1 end
co 2 end
