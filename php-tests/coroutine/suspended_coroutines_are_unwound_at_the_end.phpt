--TEST--
What still waits when the script is over gives back its objects; its code does not go on
--FILE--
<?php
class Held
{
    public function __construct(private string $name) {}
    public function __destruct() { echo "$this->name destructed\n"; }
}
Co::set(['enable_deadlock_check' => false]);
go(function () {
    $held = new Held('local');
    defer(fn () => print("not reached\n"));
    try {
        Co::yield();
        echo "not reached\n";
    } catch (Throwable) {
        echo "not reached\n";
    } finally {
        echo "not reached\n";
    }
});
echo "end\n";
?>
--EXPECT--
end
local destructed
