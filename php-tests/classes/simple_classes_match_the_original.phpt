--TEST--
Exceptions, Server\Event, Server\StatusInfo, Coroutine\Context and Iterator: equal to the original
--FILE--
<?php
require __DIR__ . '/../include/api.php';
foreach (['Exception', 'Error', 'ExitException', 'Server\Event', 'Server\StatusInfo', 'Coroutine\Context', 'Coroutine\Iterator',
    'Coroutine\CanceledException', 'Coroutine\TimeoutException'] as $name) {
    compare_class("Swoole\\$name");
}
compare_class('co\context');
compare_class('co\iterator');
echo "done\n";
?>
--EXPECT--
done
