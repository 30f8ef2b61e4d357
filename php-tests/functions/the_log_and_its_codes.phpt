--TEST--
Manual, functions: swoole_error_log, swoole_error_log_ex and swoole_ignore_error write to the log, or not
--FILE--
<?php
swoole_error_log(SWOOLE_LOG_WARNING, 'hello');
swoole_error_log(SWOOLE_LOG_DEBUG, 'below the level');
swoole_error_log_ex(SWOOLE_LOG_ERROR, 9001, 'hey');
swoole_ignore_error(9002);
swoole_error_log_ex(SWOOLE_LOG_ERROR, 9002, 'ignored');
var_dump(swoole_last_error());
?>
--EXPECTF--
[%s]	WARNING	hello
[%s]	ERROR	%S(ERRNO 9001): hey
int(9002)
