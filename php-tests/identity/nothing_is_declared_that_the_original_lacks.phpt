--TEST--
What the module declares is part of the public API of the original, to the letter
--FILE--
<?php
require __DIR__ . '/../include/api.php';
$module = new ReflectionExtension('swoole');
// Classes of the original's library, which is PHP code and no part of its module.
const LIBRARY = ['Swoole\\Coroutine\\Server', 'Swoole\\Coroutine\\Server\\Connection', 'co\\server', 'co\\server\\connection',
    'Swoole\\Coroutine\\WaitGroup', 'Swoole\\Coroutine\\Barrier', 'Swoole\\Constant', 'Swoole\\Http\\Status', 'Swoole\\Coroutine\\Http\\ClientProxy', 'swoole_table',
    'Swoole\\NameResolver', 'Swoole\\NameResolver\\Cluster', 'Swoole\\NameResolver\\Exception', 'Swoole\\Process\\Manager'];
foreach ($module->getClasses() as $name => $class) {
    if (str_starts_with($class->getName(), 'Rswoole') || in_array($class->getName(), LIBRARY, true)) {
        continue; // the self-test of a debug build
    }
    compare_class($name, array_keys(api()['classes'][$name]['methods'] ?? []));
}
foreach ($module->getFunctions() as $function) {
    // Namespaced functions belong to the original's library, which is PHP code and no part of its module.
    if (!str_contains($function->getName(), '\\') && !in_array($function->getName(), LIBRARY, true)) {
        compare_function($function->getName());
    }
}
echo "done\n";
?>
--EXPECT--
done
