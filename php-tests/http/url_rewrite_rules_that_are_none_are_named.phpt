--TEST--
url_rewrite_rules: what is no rule is ignored by name, and the others count
--FILE--
<?php
require __DIR__ . '/../include/http.php';
$http = server(function (array $rules) {
    $server = new Swoole\Http\Server('127.0.0.1', 0, SWOOLE_BASE);
    $server->set(['worker_num' => 1, 'enable_static_handler' => true, 'document_root' => __DIR__, 'url_rewrite_rules' => $rules]);
    $server->on('request', fn ($request, $response) => $response->end('php'));
    ready($server);
    $server->start();
});
foreach ([['y' => '/z', '~(~' => '/z', '~(?=a)~' => '/z', '/self' => '/' . basename(__FILE__)], ['/a', '/b']] as $rules) {
    $run = $http->start($rules);
    echo str_starts_with(fetch($run, 'GET /self')->body, '<?php') ? 'the file' : 'the application', "\n";
    $run->stop();
    echo preg_replace('/^.*?option/m', 'option', implode("\n", preg_grep('/url_rewrite/', explode("\n", $run->log())))), "\n";
}
?>
--EXPECT--
the file
option [url_rewrite_rules]: the rule [y] is ignored: it is neither the beginning of a path nor ~a regular expression~
option [url_rewrite_rules]: the rule [~(~] is ignored: error: unclosed group
option [url_rewrite_rules]: the rule [~(?=a)~] is ignored: error: look-around, including look-ahead and look-behind, is not supported
the application
option [url_rewrite_rules] has no effect: give rules as `path => path of the file`
