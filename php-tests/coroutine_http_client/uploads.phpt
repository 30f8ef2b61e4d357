--TEST--
addFile and addData make form-data, fields of an array come along, a string does not; our server gets it all (manual, addFile, addData, setData)
--FILE--
<?php
require __DIR__ . '/../include/http.php';
use Swoole\Coroutine\Http\Client;

$server = http(function ($request, $response) {
    $files = array_map(fn ($file) => [$file['name'], $file['type'], $file['size'], md5(file_get_contents($file['tmp_name']))], $request->files ?? []);
    $response->end(json_encode([$request->post, $files]));
}, ['package_max_length' => 16 << 20]);
$run = $server->start(SWOOLE_BASE);
$port = $run->port();
$large = tempnam(sys_get_temp_dir(), 'rswoole');
$data = random_bytes(5 << 20);
file_put_contents($large, $data);
rename($large, $large .= '.png');
Co::set(['hook_flags' => 0]);
Co\run(function () use ($port, $large, $data) {
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 10]);
    var_dump($client->addFile($large, 'whole'), $client->addFile($large, 'part', 'text/plain', "a\"b\r\n.txt", 100, 1000), $client->addData('content', 'data'), $client->addData('more', 'named', 'text/html', 'x.html'));
    echo json_encode(array_map(fn ($row) => array_diff_key($row, ['path' => 0, 'filename' => 0]), $client->uploadFiles)), "\n";
    var_dump($client->post('/', ['foo' => 'bar', 'none' => null]), $client->uploadFiles);
    [$post, $files] = json_decode($client->body, true);
    var_dump($post, $files['whole'] === [basename($large), 'image/png', 5 << 20, md5($data)], $files['part'][2], $files['part'][3] === md5(substr($data, 100, 1000)));
    echo json_encode([$files['part'][0], $files['data'][0], $files['named'][0], $files['named'][1]]), "\n";
    $client->addData('x', 'only');
    $client->post('/', 'this string has another format');
    echo preg_replace('/"\w{32}"/', 'MD5', $client->body), "\n";
    foreach ([['/nonexistent', 'a'], ['/dev/null', 'a'], [sys_get_temp_dir(), 'a'], [$large, 'a', null, null, 6 << 20], [$large, 'a', null, null, 1, 5 << 20]] as $arguments) {
        var_dump(@$client->addFile(...$arguments), str_replace([$large, sys_get_temp_dir()], ['LARGE', 'TMP'], $client->errMsg));
    }
});
unlink($large);
$run->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
[{"name":"whole","type":"image\/png","size":5242880,"offset":0},{"name":"part","type":"text\/plain","size":1000,"offset":100},{"content":"content","name":"data","type":"application\/octet-stream","size":7},{"content":"more","name":"named","type":"text\/html","size":4}]
bool(true)
NULL
array(1) {
  ["foo"]=>
  string(3) "bar"
}
bool(true)
int(1000)
bool(true)
["a\"b\r\n.txt","data","x.html","text\/html"]
[null,{"only":["only","application\/octet-stream",1,MD5]}]
bool(false)
string(62) "stat(/nonexistent) failed, Error: No such file or directory[2]"
bool(false)
string(31) "/dev/null is not a regular file"
bool(false)
string(25) "TMP is not a regular file"
bool(false)
string(65) "parameter $offset[6291456] exceeds the file size of 5242880 bytes"
bool(false)
string(65) "parameter $length[5242880] exceeds the file size of 5242880 bytes"
