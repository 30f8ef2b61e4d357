--TEST--
Every global constant of the original is there with its value
--FILE--
<?php
require __DIR__ . '/../include/api.php';
compare_constants();
$module = (new ReflectionExtension('swoole'))->getConstants();
echo count($module), ' of ', count(api()['constants']), ', ', count(array_diff_key($module, api()['constants'])), " unknown\n";
?>
--EXPECT--
414 of 414, 0 unknown
