--TEST--
The hierarchy of the exception classes
--FILE--
<?php
foreach (['Exception' => 'Exception', 'Error' => 'Error', 'ExitException' => 'Swoole\Exception', 'Coroutine\CanceledException' => 'Exception',
    'Coroutine\TimeoutException' => 'Exception'] as $name => $parent) {
    $class = "Swoole\\$name";
    try {
        throw new $class('text', 5);
    } catch (Throwable $e) {
        var_dump($e instanceof $parent, $e->getMessage() . $e->getCode());
    }
}
$exit = new Swoole\ExitException('bye');
var_dump($exit->getFlags(), $exit->getStatus());
try {
    $exit->getStatus(1);
} catch (ArgumentCountError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
bool(true)
string(5) "text5"
bool(true)
string(5) "text5"
bool(true)
string(5) "text5"
bool(true)
string(5) "text5"
bool(true)
string(5) "text5"
int(0)
int(0)
Swoole\ExitException::getStatus() expects exactly 0 arguments, 1 given
