--TEST--
ob_start() in one coroutine does not take what another prints; buffers left open are flushed at its end
--FILE--
<?php
go(function () {
    ob_start();
    echo 'in the buffer';
    Co::sleep(0.005);
    $text = ob_get_clean();
    echo "[got $text]\n";
});
go(function () {
    echo "other\n";
    ob_start();
    echo 'left ';
    Co::sleep(0.02);
    echo "open\n";
});
ob_start();
go(fn () => print("not in the buffer of the main script\n"));
go(fn () => var_dump(ob_get_level()));
$text = ob_get_clean();
echo "[main got '$text']\n";
?>
--EXPECT--
other
not in the buffer of the main script
int(0)
[main got '']
[got in the buffer]
left open
