--TEST--
Node's undici and ws: pipelining, a pool, trailers and streams; messages of every size, compression, fragments, pings, a close with its reason
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
$node = command('node') or die('skip no Node here');
trim(client([$node, '-e', 'require("undici"); require("ws"); console.log("here")'])) === 'here' or die('skip needs npm install undici ws, and NODE_PATH to it');
?>
--FILE--
<?php
require __DIR__ . '/../include/site.php';
const CLIENT = <<<'JS'
const { Client, Pool } = require('undici');
const http = require('http');
const WebSocket = require('ws');
const { Readable } = require('stream');
const { once } = require('events');
(async () => {
    const site = process.argv[1];
    const one = new Client(site, { pipelining: 20 });
    const form = (i) => ({ path: '/form', method: 'POST', idempotent: true, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'i=' + i });
    const answers = await Promise.all(Array.from({ length: 100 }, async (_, i) => (await (await one.request(form(i))).body.json()).post.i));
    console.log('pipelined', answers.every((got, i) => got === String(i)));
    const mixed = await Promise.all(['/', '/chunks', '/none', '/'].map(async (path, i) => { const { statusCode, body } = await one.request({ path, method: i === 3 ? 'HEAD' : 'GET' }); return [statusCode, await body.text()]; }));
    console.log(JSON.stringify(mixed));
    const stream = await one.request({ ...form(0), body: Readable.from(['a=', 'x'.repeat(100000), '&b=1']) });
    console.log((await stream.body.json()).post.a.length);
    await one.close();
    const pool = new Pool(site, { connections: 50, pipelining: 2 });
    const many = await Promise.all(Array.from({ length: 500 }, async (_, i) => (await (await pool.request(form(i))).body.json()).post.i));
    console.log('pool', many.every((got, i) => got === String(i)));
    await pool.close();
    const request = http.request(site + '/form', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Trailer: 'X-Sum', Expect: '100-continue' } });
    request.on('continue', () => { request.write('with='); request.addTrailers({ 'X-Sum': '42' }); request.end('trailers'); });
    request.flushHeaders();
    const [answer] = await once(request, 'response');
    console.log(JSON.stringify(JSON.parse(Buffer.concat(await answer.toArray())).post));

    for (const perMessageDeflate of [true, false]) {
        const line = new WebSocket(site.replace('http', 'ws'), { perMessageDeflate });
        const said = [];
        let wake = () => {};
        line.on('message', (data, binary) => { said.push([data, binary]); wake(); });
        const next = async () => { while (!said.length) await new Promise((done) => wake = done); return said.shift(); };
        await once(line, 'open');
        console.log((await next())[0].toString(), line.extensions);
        let right = 0;
        for (const size of [0, 1, 125, 126, 65535, 65536, 1000000]) {
            for (const binary of [false, true]) {
                const message = Buffer.alloc(size, binary ? 255 : 'x');
                line.send(message, { binary });
                const [data, was] = await next();
                right += data.equals(message) && was === binary;
            }
        }
        for (const [piece, fin] of [['in ', false], ['three ', false], ['pieces', true]]) line.send(piece, { fin });
        console.log(right, (await next())[0].toString());
        line.ping('there?');
        const [pong] = await once(line, 'pong');
        line.send('bye');
        const [code, reason] = await once(line, 'close');
        console.log(pong.toString(), code, reason.toString());
    }
})();
JS;
in_both_modes(site(), function (Run $run) {
    echo client([command('node'), '-e', CLIENT, "http://127.0.0.1:{$run->port()}"]);
});
?>
--EXPECT--
pipelined true
[[200,"hello"],[200,"chunk 0\nchunk 1\nchunk 2\n"],[404,"nothing here"],[200,""]]
100000
pool true
{"with":"trailers"}
welcome permessage-deflate
14 in three pieces
there? 4000 as you wish
welcome 
14 in three pieces
there? 4000 as you wish
