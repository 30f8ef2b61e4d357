--TEST--
Swoole\Constant names options and events, Swoole\Http\Status codes and phrases
--FILE--
<?php
use Swoole\{Constant, Http\Status};
var_dump(Constant::OPTION_WORKER_NUM, Constant::EVENT_WORKER_START, count((new ReflectionClass(Constant::class))->getConstants()));
var_dump(Status::NOT_FOUND, Status::getReasonPhrase(404), Status::getReasonPhrase(999), Status::getReasonPhrases()[200]);
?>
--EXPECT--
string(10) "worker_num"
string(11) "workerStart"
int(231)
int(404)
string(9) "Not Found"
string(7) "Unknown"
string(2) "OK"
