--TEST--
exit in a coroutine throws a Swoole\ExitException with status and flags
--FILE--
<?php
function show($e) { var_dump($e->getStatus(), $e->getFlags() === SWOOLE_EXIT_IN_COROUTINE, $e->getMessage(), $e->getCode()); }
go(function () { try { exit(7); } catch (Swoole\ExitException $e) { show($e); } });
go(function () { try { exit('bye ' . getmypid()); } catch (Swoole\ExitException $e) { var_dump($e->getStatus() === 'bye ' . getmypid()); } });
go(function () { try { die; } catch (Swoole\ExitException $e) { var_dump($e->getStatus()); } });
go(function () { Co::sleep(0.001); try { exit(true); } catch (Swoole\Exception $e) { var_dump($e->getStatus()); } finally { echo "finally\n"; } });
echo "main goes on\n";
?>
--EXPECT--
int(7)
bool(true)
string(11) "swoole exit"
int(0)
bool(true)
NULL
main goes on
bool(true)
finally
