--TEST--
swoole_version, swoole_cpu_num, swoole_strerror, swoole_last_error, swoole_set_process_name
--FILE--
<?php
var_dump(swoole_version() === SWOOLE_VERSION, swoole_cpu_num() > 0);
var_dump(swoole_strerror(2), swoole_strerror(SWOOLE_ERROR_SESSION_CLOSED, SWOOLE_STRERROR_SWOOLE));
var_dump(swoole_strerror(-2, SWOOLE_STRERROR_GAI), swoole_strerror(1, SWOOLE_STRERROR_DNS), swoole_strerror(99999), swoole_strerror(0),
    swoole_strerror(1004), swoole_strerror(7, SWOOLE_STRERROR_GAI), swoole_strerror(7, SWOOLE_STRERROR_DNS));
swoole_clear_error();
var_dump(swoole_last_error(), is_int(swoole_errno()));
var_dump(swoole_set_process_name('title of a test'), cli_get_process_title());
?>
--EXPECT--
bool(true)
bool(true)
string(25) "No such file or directory"
string(14) "Session closed"
string(25) "Name or service not known"
string(12) "Unknown host"
string(19) "Unknown error 99999"
string(7) "Success"
string(14) "Session closed"
string(13) "Unknown error"
string(22) "Unknown resolver error"
int(0)
bool(true)
bool(true)
string(15) "title of a test"
