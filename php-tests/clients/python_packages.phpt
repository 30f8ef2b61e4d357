--TEST--
Python's requests and websockets: sessions, streams both ways, cookies, redirects; messages of every size, fragments, pings, compression, many at once
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
$python = command('python3') or die('skip no Python here');
trim(client([$python, '-c', 'import requests, websockets.sync.client; print("here")'])) === 'here' or die('skip needs pip install requests websockets');
?>
--FILE--
<?php
require __DIR__ . '/../include/site.php';
const CLIENT = <<<'PY'
import asyncio, hashlib, json, os, sys, requests, websockets
site = 'http://127.0.0.1:' + sys.argv[1]
with requests.Session() as session:
    print(session.get(site + '/').text, session.cookies.get_dict())
    print(session.post(site + '/form', data={'a[b]': ['x', 'y'], 'c': 'ü'}).json())
    blob = os.urandom(700000)
    answer = session.post(site + '/form', data={'k': 'v'}, files={'file': ('naïve name.bin', blob, 'application/x-own')}).json()
    print(answer['post'], answer['file'][1:3], answer['file'][3] == hashlib.md5(blob).hexdigest(), answer['cookie'])
    print(session.post(site + '/form', data=(piece for piece in [b'd=', b'in chunks']), headers={'Content-Type': 'application/x-www-form-urlencoded'}).json()['post'])
    with session.get(site + '/chunks', stream=True) as answer:
        print(list(answer.iter_lines()))
    print(session.head(site + '/form').status_code, session.options(site + '/form').json()['method'], session.get(site + '/none').status_code)

async def talk():
    for compression in ['deflate', None]:
        async with websockets.connect('ws://127.0.0.1:' + sys.argv[1], compression=compression, max_size=None) as line:
            said = [await line.recv()]
            for size in [0, 1, 125, 126, 65535, 65536, 1000000]:
                for message in ['ü' * (size // 2), os.urandom(size)]:
                    await line.send(message)
                    said.append(await line.recv() == message)
            await line.send(['one ', 'message ', 'in pieces'])
            said.append(await line.recv())
            await line.send('fragments')
            said.append(await line.recv())
            await (await line.ping(b'there?'))
            await line.send('bye')
            try:
                await line.recv()
            except websockets.ConnectionClosed as closed:
                said.append((closed.rcvd.code, closed.rcvd.reason))
            print(compression, all(x is True for x in said[1:15]), said[0], said[15:])
    async def one(number):
        async with websockets.connect('ws://127.0.0.1:' + sys.argv[1]) as line:
            await line.recv()
            for i in range(20):
                await line.send(f'{number} {i}')
                assert await line.recv() == f'{number} {i}'
        return 1
    print(sum(await asyncio.gather(*map(one, range(100)))))
asyncio.run(talk())
PY;
in_both_modes(site(), function (Run $run) {
    echo client([command('python3'), '-c', CLIENT, (string) $run->port()]);
});
?>
--EXPECT--
hello {'visited': 'yes'}
{'method': 'POST', 'post': {'a': {'b': 'y'}, 'c': 'ü'}, 'file': None, 'cookie': 'yes'}
{'k': 'v'} ['application/x-own', 700000] True yes
{'d': 'in chunks'}
[b'chunk 0', b'chunk 1', b'chunk 2']
200 OPTIONS 404
deflate True welcome ['one message in pieces', 'in parts', (4000, 'as you wish')]
None True welcome ['one message in pieces', 'in parts', (4000, 'as you wish')]
100
