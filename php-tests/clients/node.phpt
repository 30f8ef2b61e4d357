--TEST--
Node's fetch and WebSocket: a page, a form, an upload, chunks, messages and a close
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
$node = command('node') or die('skip no Node here');
str_contains(client([$node, '--experimental-websocket', '-e', 'console.log(typeof WebSocket)']), 'function') or die('skip this Node has no WebSocket (20.10 has)');
?>
--FILE--
<?php
require __DIR__ . '/../include/site.php';
const CLIENT = <<<'JS'
(async () => {
    const site = process.argv[1];
    const page = await fetch(site);
    console.log(page.status, page.headers.get('set-cookie'), await page.text());
    const form = await fetch(site + '/form', { method: 'POST', body: new URLSearchParams([['name', 'Ada & Co'], ['list[a]', '1']]) });
    console.log(form.headers.get('content-type'), JSON.stringify((await form.json()).post));
    const upload = new FormData();
    upload.append('file', new Blob(['x'.repeat(200000)], { type: 'text/plain' }), 'x.txt');
    console.log(JSON.stringify((await (await fetch(site + '/form', { method: 'POST', body: upload })).json()).file.slice(0, 3)));
    console.log(JSON.stringify(await (await fetch(site + '/chunks')).text()));
    const together = await Promise.all(Array.from({ length: 20 }, async (_, i) => (await (await fetch(site + '/form', { method: 'POST', body: new URLSearchParams({ i }) })).json()).post.i));
    console.log(together.join(' '));
    const socket = new WebSocket(site.replace('http', 'ws'));
    socket.binaryType = 'arraybuffer';
    const said = [];
    let wake = () => {};
    socket.onmessage = ({ data }) => { said.push(data); wake(); };
    const next = async () => { while (!said.length) await new Promise((done) => wake = done); return said.shift(); };
    console.log(await next());
    socket.send('κόσμε');
    console.log(await next());
    socket.send(new Uint8Array([0, 255, 1]));
    console.log(Buffer.from(await next()).toString('hex'));
    socket.send('x'.repeat(300000));
    console.log((await next()).length);
    socket.send('fragments');
    console.log(await next());
    const closed = new Promise((done) => socket.onclose = done);
    socket.send('bye');
    const { code, reason, wasClean } = await closed;
    console.log(code, reason, wasClean);
})();
JS;
in_both_modes(site(), function (Run $run) {
    echo client([command('node'), '--no-warnings', '--experimental-websocket', '-e', CLIENT, "http://127.0.0.1:{$run->port()}"]);
});
?>
--EXPECT--
200 visited=yes hello
application/json {"name":"Ada & Co","list":{"a":"1"}}
["x.txt","text/plain",200000]
"chunk 0\nchunk 1\nchunk 2\n"
0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19
welcome
κόσμε
00ff01
300000
in parts
4000 as you wish true
