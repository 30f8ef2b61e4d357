--TEST--
Python's http.client: kept connections, a form, an upload, chunks both ways; and WebSocket on its plain sockets
--SKIPIF--
<?php
require __DIR__ . '/../include/site.php';
command('python3') or die('skip no Python here');
?>
--FILE--
<?php
require __DIR__ . '/../include/site.php';
const CLIENT = <<<'PY'
import base64, hashlib, http.client, json, os, socket, struct, sys, urllib.parse
port = int(sys.argv[1])
http1 = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
def ask(method, path, body=None, headers={}, **more):
    http1.request(method, path, body, headers, **more)
    answer = http1.getresponse()
    return answer.status, answer.read().decode()
print(*ask('GET', '/'))
first = http1.sock
status, text = ask('POST', '/form', urllib.parse.urlencode({'name': 'Ada & Co', 'n[]': 1}), {'Content-Type': 'application/x-www-form-urlencoded'})
print(status, json.loads(text)['post'])
edge = 'edge' + os.urandom(8).hex()
part = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="p.bin"\r\nContent-Type: application/x-p\r\n\r\n'.encode() + bytes(range(256)) * 400 + f'\r\n--{edge}--\r\n'.encode()
status, text = ask('POST', '/form', part, {'Content-Type': 'multipart/form-data; boundary=' + edge})
print(json.loads(text)['file'][:3], json.loads(text)['file'][3] == hashlib.md5(bytes(range(256)) * 400).hexdigest())
status, text = ask('POST', '/form', iter([b'name=in+', b'chunks']), {'Content-Type': 'application/x-www-form-urlencoded'}, encode_chunked=True)
print(json.loads(text)['post'])
print(repr(ask('GET', '/chunks')[1]), ask('HEAD', '/nothing'), 'kept' if http1.sock is first else 'reconnected')

line = socket.create_connection(('127.0.0.1', port), 20)
key = base64.b64encode(os.urandom(16))
line.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ' + key + b'\r\n\r\n')
stream = line.makefile('rb')
head = b''.join(iter(stream.readline, b'\r\n'))
print(base64.b64encode(hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest()) in head)
def send(data, opcode=1):
    mask = os.urandom(4)
    size = bytes([128 | len(data)]) if len(data) < 126 else b'\xfe' + struct.pack('>H', len(data)) if len(data) < 65536 else b'\xff' + struct.pack('>Q', len(data))
    line.sendall(bytes([128 | opcode]) + size + mask + bytes(byte ^ mask[i & 3] for i, byte in enumerate(data)))
def recv():
    first, size = stream.read(2)
    size = struct.unpack('>H', stream.read(2))[0] if size == 126 else struct.unpack('>Q', stream.read(8))[0] if size == 127 else size
    return hex(first), stream.read(size)
print(*recv())
for message in ['κόσμε'.encode(), b'x' * 70000]:
    send(message)
    first, data = recv()
    print(first, data == message)
send(b'are you there', 9)
print(*recv())
send(b'bye')
print(*recv(), stream.read(1))
PY;
in_both_modes(site(), function (Run $run) {
    echo client([command('python3'), '-c', CLIENT, (string) $run->port()]);
});
?>
--EXPECT--
200 hello
200 {'name': 'Ada & Co', 'n': ['1']}
['p.bin', 'application/x-p', 102400] True
{'name': 'in chunks'}
'chunk 0\nchunk 1\nchunk 2\n' (404, '') kept
True
0x81 b'welcome'
0x81 True
0x81 True
0x8a b'are you there'
0x88 b'\x0f\xa0as you wish' b''
