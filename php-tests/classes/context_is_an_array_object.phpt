--TEST--
Swoole\Coroutine\Context as an ArrayObject
--FILE--
<?php
$context = new Swoole\Coroutine\Context(['a' => 1], ArrayObject::ARRAY_AS_PROPS);
$context['b'] = 2;
$context->c = 3;
echo json_encode($context->getArrayCopy()), count($context), ' ', implode(',', iterator_to_array(new Swoole\Coroutine\Iterator([7, 8]))), "\n";
?>
--EXPECT--
{"a":1,"b":2,"c":3}3 7,8
