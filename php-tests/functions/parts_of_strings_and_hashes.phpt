--TEST--
Manual, functions: swoole_substr_unserialize, swoole_substr_json_decode and swoole_hashcode work on a part of a string
--FILE--
<?php
// Since 8.3 PHP warns of data after the value; so does the original.
$text = 'xx' . serialize(['a' => 1]) . 'yy';
echo json_encode(swoole_substr_unserialize($text, 2)), "\n";
var_dump(swoole_substr_unserialize('xxi:5;', -4), swoole_substr_unserialize('xxi:5;', 2, 4), swoole_substr_unserialize('i:5;', 9));
echo json_encode(swoole_substr_json_decode('xx{"a":[1,2]}', 2)), json_encode(swoole_substr_json_decode('xx{"a":[1,2]}yy', 2, 11, true)), "\n";
var_dump(swoole_substr_json_decode('abc', 5), swoole_substr_json_decode('', 0), swoole_substr_json_decode('{bad', 0));
var_dump(swoole_hashcode('hello'), swoole_hashcode('hello', 1), swoole_hashcode('hello', 2));
?>
--EXPECTF--
%A{"a":1}
int(5)
int(5)
bool(false)
{"a":[1,2]}{"a":[1,2]}

Warning: swoole_substr_json_decode(): Offset must be less than the length of the string in %s on line %d

Warning: swoole_substr_json_decode(): Non-empty string required in %s on line %d
NULL
NULL
NULL
int(-9223371826140139367)
int(3372029979)
bool(false)
