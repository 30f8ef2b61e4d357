--TEST--
Python's requests and websockets with a Coroutine\Http\Server: sessions, uploads, streams; messages of every size, compression, pings, a close with its reason, 200 at once
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
$python = command('python3') or die('skip no Python here');
trim(client([$python, '-c', 'import requests, websockets.sync.client; print("here")'])) === 'here' or die('skip needs pip install requests websockets');
?>
--FILE--
<?php
require __DIR__ . '/../include/site.php';
$server = server(function () {
    Co::set(['hook_flags' => 0]);
    Co\run(function () {
        $server = new Swoole\Coroutine\Http\Server('127.0.0.1', 0);
        $server->set(['websocket_compression' => true]);
        $server->handle('/', fn ($request, $response) => $response->end(json_encode([$request->getMethod(), $request->post, array_map(fn ($file) => [$file['size'], md5_file($file['tmp_name'])], $request->files ?? [])])));
        $server->handle('/chunks', function ($request, $response) {
            for ($i = 0; $i < 3; $i++) {
                $response->write("chunk $i\n");
                Co::sleep(0.001);
            }
            $response->end();
        });
        $server->handle('/ws', function ($request, $ws) {
            $ws->upgrade();
            while ($frame = $ws->recv()) {
                if ($frame->data === 'bye') {
                    $ws->disconnect(4000, 'as you wish');
                    break;
                }
                $ws->push($frame->data, $frame->opcode, SWOOLE_WEBSOCKET_FLAG_FIN | SWOOLE_WEBSOCKET_FLAG_COMPRESS);
            }
        });
        ready((object) ['ports' => [$server]]);
        $server->start();
    });
});
const CLIENT = <<<'PY'
import asyncio, hashlib, os, sys, requests, websockets
site = 'http://127.0.0.1:' + sys.argv[1]
with requests.Session() as session:
    blob = os.urandom(700000)
    answer = session.post(site, data={'k': 'v'}, files={'file': ('b', blob)}).json()
    print(answer[:2], answer[2]['file'] == [len(blob), hashlib.md5(blob).hexdigest()])
    print(session.post(site, data=(piece for piece in [b'd=', b'in chunks']), headers={'Content-Type': 'application/x-www-form-urlencoded'}).json()[1])
    with session.get(site + '/chunks', stream=True) as answer:
        print(list(answer.iter_lines()))
    print(session.head(site).status_code, session.put(site).json()[0])

async def talk():
    for compression in ['deflate', None]:
        async with websockets.connect('ws' + site[4:] + '/ws', compression=compression, max_size=None) as line:
            right = 0
            for size in [0, 1, 125, 126, 65535, 65536, 1000000]:
                for message in ['\u00fc' * (size // 2), os.urandom(size)]:
                    await line.send(message)
                    right += await line.recv() == message
            await line.send(['one ', 'message ', 'in pieces'])
            said = await line.recv()
            await (await line.ping(b'there?'))
            await line.send('bye')
            try:
                await line.recv()
            except websockets.ConnectionClosed as closed:
                print(right, said, closed.rcvd.code, closed.rcvd.reason)
    async def one(number):
        async with websockets.connect('ws' + site[4:] + '/ws') as line:
            for i in range(20):
                await line.send(f'{number} {i}')
                assert await line.recv() == f'{number} {i}'
        return 1
    print(sum(await asyncio.gather(*map(one, range(200)))))
asyncio.run(talk())
PY;
$run = $server->start();
echo client([command('python3'), '-c', CLIENT, (string) $run->port()]);
$run->stop();
echo $run->output();
?>
--EXPECT--
['POST', {'k': 'v'}] True
{'d': 'in chunks'}
[b'chunk 0', b'chunk 1', b'chunk 2']
200 PUT
14 one message in pieces 4000 as you wish
14 one message in pieces 4000 as you wish
200
