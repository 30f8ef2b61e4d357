<?php
// Compares what is loaded with api.json, the public API of the original, Swoole 6.2.2, by reflection.
// A difference is one line of output; no output means equal to the letter.

function api(): array
{
    static $api = null;
    return $api ??= json_decode(file_get_contents(__DIR__ . '/api.json'), true, 512, JSON_THROW_ON_ERROR);
}

function api_type(?ReflectionType $type): ?string
{
    return $type === null ? null : (string) $type;
}

function api_parameters(ReflectionFunctionAbstract $function): array
{
    return array_map(fn(ReflectionParameter $p) => [
        'name' => $p->getName(),
        'type' => api_type($p->getType()),
        'optional' => $p->isOptional(),
        'default' => $p->isOptional() && $p->isDefaultValueAvailable() ? var_export($p->getDefaultValue(), true) : null,
        'by_ref' => $p->isPassedByReference(),
        'variadic' => $p->isVariadic(),
    ], $function->getParameters());
}

function api_property(ReflectionProperty $p): string
{
    // PHP 8.1 does not name "readonly", 8.5 names what follows from it; api.json was made by one between.
    $modifiers = Reflection::getModifierNames($p->getModifiers());
    if ($p->isReadOnly()) {
        $modifiers = [...array_diff($modifiers, ['readonly', 'protected(set)']), 'readonly'];
    }
    return implode(' ', $modifiers)
        . ($p->getType() ? ' ' . $p->getType() : '')
        . ($p->hasDefaultValue() ? ' = ' . var_export($p->getDefaultValue(), true) : '');
}

/** @param string[] $absent methods that are not built yet */
function compare_class(string $name, array $absent = []): void
{
    $want = api()['classes'][$name] ?? null;
    if ($want === null || !class_exists($name)) {
        echo "$name: ", $want === null ? "not in the original\n" : "missing\n";
        return;
    }
    $class = new ReflectionClass($name);
    $parent = $class->getParentClass() ?: null;
    $have = [
        'name' => $class->getName(),
        'parent' => $parent?->getName(),
        'final' => $class->isFinal(),
        'abstract' => $class->isAbstract(),
        'constants' => $class->getConstants(),
    ];
    foreach ($have as $what => $value) {
        if ($what === 'constants') {
            ksort($value);
        }
        if ($want[$what] !== $value) {
            echo "$name: $what is ", json_encode($value), ' instead of ', json_encode($want[$what]), "\n";
        }
    }
    $interfaces = $class->getInterfaceNames();
    foreach ([...array_diff($want['interfaces'], $interfaces), ...array_diff($interfaces, $want['interfaces'])] as $interface) {
        echo "$name: interface $interface differs\n";
    }
    compare_properties($class, $want['properties']);
    compare_methods($class, $want['methods'], $absent);
}

function compare_properties(ReflectionClass $class, array $want): void
{
    foreach ($class->getProperties() as $p) {
        // The original makes it when it has a value, which is deprecated since PHP 8.2.
        if ($class->getName() === 'Swoole\Server\Packet' && $p->getName() === 'data') {
            continue;
        }
        if ($p->getDeclaringClass()->getName() === $class->getName() && !isset($want[$p->getName()])) {
            echo "{$class->getName()}::\${$p->getName()} is not in the original\n";
        }
    }
    foreach ($want as $name => $text) {
        $have = $class->hasProperty($name) ? api_property($class->getProperty($name)) : 'missing';
        if ($have !== $text) {
            echo "{$class->getName()}::\$$name: '$have' instead of '$text'\n";
        }
    }
}

function compare_methods(ReflectionClass $class, array $want, array $absent): void
{
    foreach ($class->getMethods() as $m) {
        if ($m->getDeclaringClass()->getName() === $class->getName() && !isset($want[$m->getName()])) {
            echo "{$class->getName()}::{$m->getName()}() is not in the original\n";
        }
    }
    foreach ($want as $name => $row) {
        if (!$class->hasMethod($name)) {
            echo in_array($name, $absent, true) ? '' : "{$class->getName()}::$name() is missing\n";
            continue;
        }
        $m = $class->getMethod($name);
        $have = [
            'modifiers' => implode(' ', Reflection::getModifierNames($m->getModifiers())),
            'params' => api_parameters($m),
            'returns' => api_type($m->getReturnType()),
        ];
        foreach ($have as $what => $value) {
            if ($row[$what] != $value) {
                echo "{$class->getName()}::$name(): $what ", json_encode($value), ' instead of ', json_encode($row[$what]), "\n";
            }
        }
    }
}

function compare_function(string $name): void
{
    $want = api()['functions'][$name] ?? null;
    if ($want === null || !function_exists($name)) {
        echo "$name(): ", $want === null ? "not in the original\n" : "missing\n";
        return;
    }
    $function = new ReflectionFunction($name);
    $have = ['params' => api_parameters($function), 'returns' => api_type($function->getReturnType())];
    if ($have != $want) {
        echo "$name(): ", json_encode($have), ' instead of ', json_encode($want), "\n";
    }
}

function compare_constants(): void
{
    foreach (api()['constants'] as $name => $want) {
        $have = defined($name) ? constant($name) : 'missing';
        if ($have !== $want && !(is_float($have) && abs($have - $want) < 1e-12)) {
            echo "$name: ", json_encode($have), ' instead of ', json_encode($want), "\n";
        }
    }
}
