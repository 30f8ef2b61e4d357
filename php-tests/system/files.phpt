--TEST--
System::readFile() and writeFile(): whole files, FILE_APPEND, LOCK_EX; failures give false and the error number
--FILE--
<?php
use Swoole\Coroutine\System;
$file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
Co\run(function () use ($file) {
    var_dump(System::writeFile($file, 'hello swoole!'));
    var_dump(System::readFile($file), System::readFile($file, LOCK_EX));
    var_dump(System::writeFile($file, ' again', FILE_APPEND), System::readFile($file));
    var_dump(System::writeFile($file, 'xyz', LOCK_EX), System::readFile($file));
    var_dump(System::writeFile($file, ''), System::readFile($file));
    $big = random_bytes(5 << 20);
    var_dump(System::writeFile($file, $big), System::readFile($file) === $big);
    var_dump(Co::readFile($file) === $big, Co::writeFile($file, 'x'));
    var_dump(@System::readFile('/nonexistent/a'), swoole_errno(), @System::writeFile('/nonexistent/a', 'x'), swoole_errno());
});
unlink($file);
?>
--EXPECTF--
int(13)
string(13) "hello swoole!"
string(13) "hello swoole!"
int(6)
string(19) "hello swoole! again"
int(3)
string(3) "xyz"
int(0)
string(0) ""
int(5242880)
bool(true)
bool(true)
int(1)
%Abool(false)
int(2)
bool(false)
int(2)
