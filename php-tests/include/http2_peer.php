<?php
/*
 * A server that speaks HTTP/2 frame by frame, for tests of clients that need to see what no server would say. It uses no class of the extension
 * under test.
 *
 *     $run = frames(function (FramesOfServer $peer, int $stream, array $fields, string $body) {
 *         $peer->answer($stream, 'body');            // or any frame: $peer->say(TYPE_RST_STREAM, 0, $stream, pack('N', 8));
 *         return false;                              // ends the connection
 *     })->start();
 */

require __DIR__ . '/http2.php';

use Swoole\Coroutine\Http2\Client;
use Swoole\Http2\Request;
use Swoole\Http2\Response;

/** @param Closure(FramesOfServer, int, array, string): mixed $answer is called when a request is whole; $begun when its fields came */
function frames(Closure $answer, string $settings = '', bool $opens = true, ?Closure $begun = null): Script
{
    return server(function () use ($answer, $settings, $opens, $begun) {
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        $name = stream_socket_get_name($listener, false);
        ready((object) ['ports' => [(object) ['port' => (int) substr($name, strrpos($name, ':') + 1)]]]);
        for ($peers = [], $next = 0; ; ) {
            $ready = [-1 => $listener] + array_map(fn ($peer) => $peer->socket, $peers);
            $none = null;
            stream_select($ready, $none, $none, 60);
            foreach (array_keys($ready) as $which) {
                if ($which === -1) {
                    $peers[$next++] = new FramesOfServer(stream_socket_accept($listener), $settings, $opens, $answer, $begun);
                } elseif (!$peers[$which]->hear()) {
                    fclose($peers[$which]->socket);
                    unset($peers[$which]);
                }
            }
        }
    });
}

final class FramesOfServer
{
    private Hpack $hpack;
    private array $fields = [];
    /** What came of bodies. */
    public array $bodies = [];
    /** Frames that came beside requests: their types, and their payloads. */
    public array $heard = [];

    public function __construct(public $socket, string $settings, private bool $opens, private Closure $answer, private ?Closure $begun)
    {
        $this->hpack = new Hpack();
        $preface = hear($socket, strlen(PREFACE));
        if ($preface === PREFACE) {
            $this->say(TYPE_SETTINGS, 0, 0, $settings);
        }
    }

    public function say(int $type, int $flags, int $stream, string $payload = ''): bool
    {
        return say($this->socket, H2::frame($type, $flags, $stream, $payload));
    }

    /** Fields; a value that is a list comes several times. */
    public function fields(int $stream, array $fields, int $flags = 0): bool
    {
        $block = '';
        foreach ($fields as $name => $values) {
            foreach ((array) $values as $value) {
                $block .= Hpack::literal($name, $value);
            }
        }
        return $this->say(TYPE_HEADERS, END_HEADERS | $flags, $stream, $block);
    }

    public function answer(int $stream, string $body = '', array $fields = []): void
    {
        $this->fields($stream, [':status' => '200'] + $fields);
        $this->say(TYPE_DATA, END_STREAM, $stream, $body);
    }

    /** One frame; false: the connection is over. */
    public function hear(): bool
    {
        $head = hear($this->socket, 9);
        if (strlen($head) < 9) {
            return false;
        }
        [$length, $type, $flags, $stream] = [unpack('N', "\0" . substr($head, 0, 3))[1], ord($head[3]), ord($head[4]), unpack('N', substr($head, 5))[1]];
        $payload = $length > 0 ? hear($this->socket, $length) : '';
        if ($type === TYPE_HEADERS) {
            $this->fields[$stream] = $this->hpack->decode($payload);
            $this->bodies[$stream] = '';
            if ($this->begun !== null && ($this->begun)($this, $stream, $this->fields[$stream]) === false) {
                return false;
            }
        } elseif ($type === TYPE_DATA) {
            $this->bodies[$stream] .= $payload;
            if ($this->opens && $payload !== '') {
                $this->say(TYPE_WINDOW_UPDATE, 0, 0, pack('N', $length));
                $flags & END_STREAM ?: $this->say(TYPE_WINDOW_UPDATE, 0, $stream, pack('N', $length));
            }
        } else {
            $this->heard[] = [$type, $payload];
            if ($type === TYPE_SETTINGS && !($flags & ACK)) {
                $this->say(TYPE_SETTINGS, ACK, 0);
            } elseif ($type === TYPE_PING && !($flags & ACK)) {
                $this->say(TYPE_PING, ACK, 0, $payload);
            }
            return true;
        }
        return !($flags & END_STREAM) || ($this->answer)($this, $stream, $this->fields[$stream], $this->bodies[$stream]) !== false;
    }
}

/** A request to send. */
function asking(string $path, array $properties = []): Request
{
    $request = new Request();
    $request->path = $path;
    foreach ($properties as $name => $value) {
        $request->$name = $value;
    }
    return $request;
}

/** A client that is connected. */
function client(int $port, array $set = [], bool $ssl = false): Client
{
    $client = new Client('127.0.0.1', $port, $ssl);
    $client->set($set + ['timeout' => 10]);
    $client->connect() || print("not connected: $client->errCode $client->errMsg\n");
    return $client;
}

/** An answer in one line, or why there is none. */
function shown(Response|false $answer, Client $client): string
{
    if ($answer === false) {
        return json_encode([false, $client->errCode, $client->errMsg, $client->connected]);
    }
    $data = strlen((string) $answer->data) > 100 ? strlen($answer->data) . ' bytes' : $answer->data;
    return json_encode([$answer->streamId, $answer->statusCode, $answer->errCode, $answer->pipeline, $answer->headers, $answer->cookies, $data]);
}

/** Runs it as the one coroutine of this process. */
function coroutine(Closure $body): void
{
    Co::set(['hook_flags' => 0, 'log_level' => SWOOLE_LOG_NONE]);
    Co\run($body);
}
