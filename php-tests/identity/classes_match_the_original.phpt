--TEST--
Every class of the server and of coroutines equals the original's to the letter; what it lacks is exactly what is not built
--FILE--
<?php
require __DIR__ . '/../include/api.php';

// Shrinks only. A method that is built leaves this list; one that is not built is absent, never a stub.
const NOT_BUILT = [
    'Swoole\Server' => [],
    'Swoole\Coroutine' => [],
];

const CLASSES = ['Swoole\WebSocket\Server', 'Swoole\WebSocket\Frame', 'Swoole\WebSocket\CloseFrame', 'Swoole\Table', 'Swoole\Atomic', 'Swoole\Atomic\Long', 'Swoole\Lock', 'Swoole\Coroutine\Lock', 'Swoole\Coroutine\Channel',
    'Swoole\Server', 'Swoole\Server\Port', 'Swoole\Connection\Iterator', 'Swoole\Server\Event', 'Swoole\Server\StatusInfo',
    'Swoole\Server\Task', 'Swoole\Server\TaskResult', 'Swoole\Server\PipeMessage', 'Swoole\Server\Packet',
    'Swoole\Http\Server', 'Swoole\Http\Request', 'Swoole\Http\Response', 'Swoole\Http\Cookie',
    'Swoole\Process', 'Swoole\Process\Pool', 'Swoole\Exception', 'Swoole\Error', 'Swoole\ExitException', 'Swoole\Coroutine', 'Swoole\Coroutine\Context',
    'Swoole\Coroutine\Socket', 'Swoole\Coroutine\Socket\Exception', 'Swoole\Coroutine\Client', 'Swoole\Coroutine\Http\Client', 'Swoole\Coroutine\Http\Server', 'Swoole\Coroutine\Http\Client\Exception', 'Swoole\Client', 'Swoole\Client\Exception',
    'Swoole\Coroutine\Iterator', 'Swoole\Coroutine\Scheduler', 'Swoole\Coroutine\System', 'Swoole\Coroutine\CanceledException', 'Swoole\Coroutine\TimeoutException',
    'Swoole\Timer', 'Swoole\Timer\Iterator', 'Swoole\Event', 'Swoole\Async\Client', 'Swoole\NameResolver\Context'];

foreach (CLASSES as $name) {
    $absent = NOT_BUILT[$name] ?? [];
    compare_class($name, $absent);
    foreach ($absent as $method) {
        if (method_exists($name, $method)) {
            echo "$name::$method() is built: take it out of NOT_BUILT\n";
        }
    }
}
foreach (['Co' => 'Swoole\Coroutine', 'co\context' => 'Swoole\Coroutine\Context', 'co\iterator' => 'Swoole\Coroutine\Iterator'] as $alias => $name) {
    if ((new ReflectionClass($alias))->getName() !== $name) {
        echo "$alias does not stand for $name\n";
    }
}
foreach (['swoole_get_local_ip', 'swoole_async_dns_lookup_coro', 'swoole_clear_dns_cache', 'swoole_get_local_mac', 'swoole_error_log', 'swoole_error_log_ex', 'swoole_ignore_error', 'swoole_get_objects',
    'swoole_get_object_by_handle', 'swoole_get_vm_status', 'swoole_hashcode', 'swoole_substr_unserialize', 'swoole_substr_json_decode',
    'go', 'defer', 'swoole_coroutine_create', 'swoole_coroutine_defer', 'swoole_coroutine_socketpair', 'swoole_client_select', 'swoole_select', 'swoole_version', 'swoole_cpu_num', 'swoole_last_error',
    'swoole_errno', 'swoole_strerror', 'swoole_set_process_name', 'swoole_mime_type_add', 'swoole_mime_type_set', 'swoole_mime_type_delete', 'swoole_mime_type_get', 'swoole_get_mime_type',
    'swoole_mime_type_exists', 'swoole_mime_type_list', 'swoole_implicit_fn', 'swoole_internal_call_user_shutdown_begin', 'swoole_test_kernel_coroutine',
    'swoole_name_resolver_add', 'swoole_name_resolver_remove', 'swoole_name_resolver_lookup'] as $name) {
    compare_function($name);
}
echo "done\n";
?>
--EXPECT--
done
