--TEST--
A child runs at once; control returns to the parent when it ends or waits
--FILE--
<?php
// manual, Coroutine::create, execution order (its example, with shorter sleeps)
\Co\run(function() {
    go(function () {
        Co::sleep(0.03);
        go(function () {
            Co::sleep(0.02);
            echo "co[3] end\n";
        });
        echo "co[2] end\n";
    });

    Co::sleep(0.01);
    echo "co[1] end\n";
});
go(function () {
    echo "1 ";
    go(function () {
        echo "2 ";
        Co::sleep(0.001);
        echo "5\n";
    });
    echo "3 ";
});
echo "4 ";
?>
--EXPECT--
co[1] end
co[2] end
co[3] end
1 2 3 4 5
