--TEST--
A script with a timer goes on after its last line, until no timer is left
--FILE--
<?php
swoole_timer_after(5, fn () => print("timer\n"));
register_shutdown_function(fn () => print("shutdown function\n"));
echo "end of the script\n";
?>
--EXPECT--
end of the script
timer
shutdown function
