--TEST--
phpinfo() of both modules
--FILE--
<?php
foreach (['rswoole', 'swoole'] as $module) {
    ob_start();
    (new ReflectionExtension($module))->info();
    $info = ob_get_clean();
    preg_match('/^rswoole => \d+\.\d+\.\d+ \(answers as swoole 6\.2\.2\)$/m', $info, $version);
    echo $module, ': ', $version ? 'version' : $info, ', ', substr_count($info, 'swoole.'), " settings\n";
}
?>
--EXPECT--
rswoole: version, 10 settings
swoole: version, 10 settings
