--TEST--
Chromium opens a page, posts a form, uploads a file and talks WebSocket
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
command('chromium', 'chromium-browser', 'google-chrome') or die('skip no Chromium here (Debian: apt-get install chromium)');
?>
--FILE--
<?php
// The page does it all itself: real forms (their answers come into frames), a real WebSocket. What it sees it reports.
require __DIR__ . '/../include/site.php';
const PAGE = <<<'HTML'
<!doctype html><title>Test</title>
<form id="plain" method="post" action="/form" target="one"><input name="name" value="Ada &amp; Grüße"><input name="list[]" value="1"><input name="list[]" value="2"></form>
<form id="upload" method="post" action="/form" target="two" enctype="multipart/form-data"><input name="title" value="ünïcode"><input type="file" name="file"></form>
<iframe name="one"></iframe><iframe name="two"></iframe>
<script>
const lines = [];
const report = () => fetch('/report', { method: 'POST', body: lines.join('\n') });
const submitted = (id, frame) => new Promise((done) => {
    document.querySelector(`[name=${frame}]`).onload = ({ target }) => done(target.contentDocument.body.textContent);
    document.getElementById(id).submit();
});
const digits = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16)).join(' ');
(async () => {
    lines.push('page ' + document.title + ' in ' + navigator.userAgent.match(/Chrome/));
    lines.push('cookie ' + document.cookie);
    lines.push('form ' + await submitted('plain', 'one'));
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(100000).fill(65)], 'a file.txt', { type: 'text/plain' }));
    document.querySelector('[type=file]').files = files.files;
    lines.push('upload ' + await submitted('upload', 'two'));
    lines.push('chunks ' + JSON.stringify(await (await fetch('/chunks')).text()));
    lines.push('missing ' + (await fetch('/nothing')).status);
    const socket = new WebSocket(location.origin.replace('http', 'ws'));
    socket.binaryType = 'arraybuffer';
    const said = [];
    let wake = () => {};
    socket.onmessage = ({ data }) => { said.push(data); wake(); };
    socket.onerror = () => said.push('error');
    const next = async () => { while (!said.length) await new Promise((done) => wake = done); return said.shift(); };
    lines.push('open ' + await next() + ', extensions ' + socket.extensions.split(';')[0]);
    socket.send('κόσμε');
    lines.push('text ' + await next());
    socket.send(new Uint8Array([0, 255, 1]));
    lines.push('binary ' + digits(await next()));
    socket.send('x'.repeat(300000));
    lines.push('long ' + (await next()).length);
    socket.send('fragments');
    lines.push('fragments ' + await next());
    const closed = new Promise((done) => socket.onclose = done);
    socket.send('bye');
    const { code, reason, wasClean } = await closed;
    lines.push(`close ${code} ${reason} ${wasClean ? 'clean' : 'unclean'}`);
    await report();
})().catch((error) => { lines.push('failed: ' + error); report(); });
</script>
HTML;
$site = site(PAGE);
in_both_modes($site, function (Run $run) {
    // All that it writes and starts belongs to this folder: its home, its profile and its temporary files.
    $home = sys_get_temp_dir() . '/rswoole-chromium-' . getmypid() . '-' . bin2hex(random_bytes(4));
    mkdir($home);
    $browser = proc_open([
        command('chromium', 'chromium-browser', 'google-chrome'), '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync', "--user-data-dir=$home/profile", "http://127.0.0.1:{$run->port()}/",
    ], [['file', '/dev/null', 'r'], ['file', "$home/log", 'w'], ['redirect', 1]], $pipes, $home, ['HOME' => $home, 'TMPDIR' => $home, 'PATH' => getenv('PATH')]);
    try {
        until(fn () => str_contains($run->peek(), 'reported') || !proc_get_status($browser)['running'], 'the report of the browser', 60.0);
        str_contains($run->peek(), 'reported') || print('the browser ended: ' . file_get_contents("$home/log"));
    } finally {
        proc_terminate($browser);
        // What it started ends after it, and writes until then.
        until(fn () => !array_filter(glob('/proc/[0-9]*/environ'), fn ($file) => str_contains((string) @file_get_contents($file), "HOME=$home")), 'the browser to end');
        exec('rm -rf ' . escapeshellarg($home));
    }
    echo $run->output();
});
?>
--EXPECT--
page Test in Chrome
cookie visited=yes
form {"method":"POST","post":{"name":"Ada & Gr\u00fc\u00dfe","list":["1","2"]},"file":null,"cookie":"yes"}
upload {"method":"POST","post":{"title":"\u00fcn\u00efcode"},"file":["a file.txt","text\/plain",100000,"5793f7e3037448b250ae716b43ece2c2"],"cookie":"yes"}
chunks "chunk 0\nchunk 1\nchunk 2\n"
missing 404
open welcome, extensions permessage-deflate
text κόσμε
binary 0 ff 1
long 300000
fragments in parts
close 4000 as you wish clean
reported
