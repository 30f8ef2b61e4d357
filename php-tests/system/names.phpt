--TEST--
System: gethostbyname, getaddrinfo and their errors
--FILE--
<?php
use Swoole\Coroutine\System;
function show(mixed $value): void
{
    echo json_encode($value), ' ', swoole_last_error(), "\n";
    swoole_clear_error();
}
Co\run(function () {
    show(System::gethostbyname('localhost'));
    show(System::gethostbyname('127.0.0.5'));
    show(Co::gethostbyname('localhost', AF_INET, 5));
    show(System::gethostbyname('no.such.host.invalid'));
    show(@System::gethostbyname(''));
    show(@System::gethostbyname('localhost', 99));
    show(System::getaddrinfo('127.0.0.1', AF_INET, SOCK_STREAM, STREAM_IPPROTO_TCP, 'http'));
    show(System::getaddrinfo('::1', AF_INET6));
    show(@System::getaddrinfo('localhost', 77));
    show(@System::dnsLookup('', 1));
    show(System::dnsLookup('no.such.host.invalid', 5));
    show(@swoole_async_dns_lookup_coro('', 1));
});
var_dump(swoole_clear_dns_cache());
?>
--EXPECT--
"127.0.0.1" 0
"127.0.0.5" 0
"127.0.0.1" 0
false 711
false 503
false 503
["127.0.0.1"] 0
["::1"] 0
false 503
false 503
false 711
false 503
NULL
