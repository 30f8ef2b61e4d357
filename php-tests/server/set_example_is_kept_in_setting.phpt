--TEST--
The settings of the example of set are kept in $server->setting
--FILE--
<?php
// server-methods, set: the code below is the documented example, unchanged.
require __DIR__ . '/../include/harness.php';

$run = script(<<<'PHP'
<?php
// the example has no opening tag
//创建Server对象,监听 127.0.0.1:9501端口
/**
 * @var $server Swoole\Server
 */
$server = new Swoole\Server("127.0.0.1", 9501, SWOOLE_PROCESS, SWOOLE_SOCK_TCP);
$server->set([
    'worker_num'    => 4,
    'backlog'       => 128,
    'max_request'   => 50,
]);
var_dump($server->setting);
PHP);
$run->wait_end();
echo $run->output();
?>
--EXPECT--
array(3) {
  ["worker_num"]=>
  int(4)
  ["backlog"]=>
  int(128)
  ["max_request"]=>
  int(50)
}
