<?php
// For php-tests/zend: runs a closure and prints its result or what it threw.
use Rswoole\SelfTest;

function show(Closure $body): void
{
    try {
        echo json_encode($body(), JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_SLASHES), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}

function shown_errors(): void
{
    set_error_handler(function (int $level, string $message) {
        echo "[$level] $message\n";
        return true;
    });
}
