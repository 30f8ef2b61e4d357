<?php
/*
 * HTTP/2 spoken frame by frame (RFC 9113, 7541), for tests that need to say what no client would: an `H2` is one connection. It uses no class of
 * the extension under test.
 *
 *     $client = new H2($run->connect());             // preface and SETTINGS are said
 *     $client->request(1, '/path', ['x' => 'y'], 'body');
 *     $answer = $client->answer(1);                  // status, headers, body, trailers; reset and goaway tell of errors
 *     $client->say(TYPE_PING, 0, 0, '12345678');     // any frame
 */

require_once __DIR__ . '/http.php';

const TYPE_DATA = 0, TYPE_HEADERS = 1, TYPE_PRIORITY = 2, TYPE_RST_STREAM = 3, TYPE_SETTINGS = 4, TYPE_PUSH_PROMISE = 5, TYPE_PING = 6,
    TYPE_GOAWAY = 7, TYPE_WINDOW_UPDATE = 8, TYPE_CONTINUATION = 9;
const END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8, PRIORITY = 32;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const CODES = ['NO_ERROR', 'PROTOCOL_ERROR', 'INTERNAL_ERROR', 'FLOW_CONTROL_ERROR', 'SETTINGS_TIMEOUT', 'STREAM_CLOSED', 'FRAME_SIZE_ERROR',
    'REFUSED_STREAM', 'CANCEL', 'COMPRESSION_ERROR', 'CONNECT_ERROR', 'ENHANCE_YOUR_CALM'];

/** A server with one Request callback that speaks HTTP/2. */
function http2(Closure $callback, array $set = []): Script
{
    return http($callback, $set + ['open_http2_protocol' => true]);
}

final class H2
{
    /** What is known of each stream. */
    private array $streams = [];
    public array $settings = [];
    /** Error code and debug data of a GOAWAY. */
    public ?array $goaway = null;
    public bool $closed = false;
    /** Payloads of PINGs, and how many of ours were answered. */
    public array $pings = [];
    public int $pongs = 0;
    /** Whether what is read is given back to the windows. */
    public bool $reads = true;
    private Hpack $hpack;

    public function __construct(public $socket, string $settings = '', bool $hello = true)
    {
        $this->hpack = new Hpack();
        if ($hello) {
            say($socket, PREFACE);
            $this->say(TYPE_SETTINGS, 0, 0, $settings);
        }
    }

    public function say(int $type, int $flags, int $stream, string $payload = ''): bool
    {
        return say($this->socket, self::frame($type, $flags, $stream, $payload));
    }

    public static function frame(int $type, int $flags, int $stream, string $payload = ''): string
    {
        return substr(pack('N', strlen($payload)), 1) . chr($type) . chr($flags) . pack('N', $stream) . $payload;
    }

    /** The fields of a request; a name or value that is null is left out, a list comes several times. */
    public static function fields(string $path, array $more = [], string $method = 'GET'): string
    {
        $fields = $more + [':method' => $method, ':scheme' => 'http', ':path' => $path, ':authority' => 'test'];
        uksort($fields, fn ($a, $b) => ($b[0] === ':') <=> ($a[0] === ':'));
        $block = '';
        foreach ($fields as $name => $values) {
            foreach ($values === null ? [] : (array) $values as $value) {
                $block .= Hpack::literal($name, $value);
            }
        }
        return $block;
    }

    public function request(int $stream, string $path, array $headers = [], ?string $body = null, string $method = ''): void
    {
        $method = $method !== '' ? $method : ($body === null ? 'GET' : 'POST');
        $this->say(TYPE_HEADERS, END_HEADERS | ($body === null ? END_STREAM : 0), $stream, self::fields($path, $headers, $method));
        if ($body !== null) {
            $this->say(TYPE_DATA, END_STREAM, $stream, $body);
        }
    }

    /** Reads until the stream has ended, the server says goodbye or closes. */
    public function answer(int $stream): object
    {
        while (!($this->of($stream)->ended || $this->closed) && $this->goaway === null && $this->hear());
        return $this->of($stream);
    }

    /** Reads until something holds. */
    public function until(Closure $condition): void
    {
        while (!$condition($this) && !$this->closed && $this->hear());
    }

    /** The name of the error with which the connection ends: of the GOAWAY, or "closed". */
    public function end(): string
    {
        while ($this->goaway === null && !$this->closed && $this->hear());
        return $this->goaway === null ? 'closed' : CODES[$this->goaway[0]];
    }

    public function of(int $stream): object
    {
        return $this->streams[$stream] ??= (object) [
            'status' => 0, 'headers' => [], 'body' => '', 'trailers' => [], 'reset' => null, 'ended' => false, 'informational' => [],
        ];
    }

    /** One frame; false when the server has closed. */
    public function hear(): bool
    {
        $head = hear($this->socket, 9);
        if (strlen($head) < 9) {
            $this->closed = true;
            return false;
        }
        $length = unpack('N', "\0" . substr($head, 0, 3))[1];
        [$type, $flags, $stream] = [ord($head[3]), ord($head[4]), unpack('N', substr($head, 5))[1]];
        $payload = $length > 0 ? hear($this->socket, $length) : '';
        $known = $stream > 0 ? $this->of($stream) : null;
        switch ($type) {
            case TYPE_DATA:
                $known->body .= $payload;
                $known->ended = (bool) ($flags & END_STREAM);
                if ($this->reads && $payload !== '') {
                    $this->say(TYPE_WINDOW_UPDATE, 0, 0, pack('N', strlen($payload)));
                    $known->ended ?: $this->say(TYPE_WINDOW_UPDATE, 0, $stream, pack('N', strlen($payload)));
                }
                break;
            case TYPE_HEADERS:
                while (!($flags & END_HEADERS)) {
                    $head = hear($this->socket, 9);
                    $payload .= hear($this->socket, unpack('N', "\0" . substr($head, 0, 3))[1]);
                    $flags |= ord($head[4]);
                }
                $fields = $this->hpack->decode($payload);
                $status = (int) ($fields[':status'] ?? 0);
                if ($known->status !== 0) {
                    $known->trailers = $fields;
                } elseif ($status < 200) {
                    $known->informational[] = $status;
                } else {
                    unset($fields[':status']);
                    [$known->status, $known->headers] = [$status, $fields];
                }
                $known->ended = (bool) ($flags & END_STREAM);
                break;
            case TYPE_RST_STREAM:
                $known->reset = CODES[unpack('N', $payload)[1]];
                $known->ended = true;
                break;
            case TYPE_SETTINGS:
                if (!($flags & ACK)) {
                    foreach (str_split($payload, 6) as $setting) {
                        $setting === '' ?: $this->settings[unpack('n', $setting)[1]] = unpack('N', substr($setting, 2))[1];
                    }
                    $this->say(TYPE_SETTINGS, ACK, 0);
                }
                break;
            case TYPE_PING:
                if ($flags & ACK) {
                    $this->pongs++;
                } else {
                    $this->pings[] = $payload;
                    $this->say(TYPE_PING, ACK, 0, $payload);
                }
                break;
            case TYPE_GOAWAY:
                $this->goaway = [unpack('N', substr($payload, 4, 4))[1], substr($payload, 8), unpack('N', $payload)[1]];
        }
        return true;
    }
}

/** Compressed fields: reads everything, writes literals that change no table. */
final class Hpack
{
    private array $table = [];

    public static function literal(string $name, string $value): string
    {
        return "\0" . self::text($name) . self::text($value);
    }

    public static function text(string $text): string
    {
        return self::integer(strlen($text), 127) . $text;
    }

    private static function integer(int $number, int $most): string
    {
        if ($number < $most) {
            return chr($number);
        }
        for ($bytes = chr($most), $number -= $most; $number > 127; $number >>= 7) {
            $bytes .= chr($number & 127 | 128);
        }
        return $bytes . chr($number);
    }

    /** What comes several times is a list. */
    public function decode(string $block): array
    {
        $fields = [];
        for ($at = 0; $at < strlen($block);) {
            $first = ord($block[$at]);
            if ($first & 128) {
                [$name, $value] = $this->known($this->number($block, $at, 127));
            } elseif (($first & 224) === 32) {
                $this->number($block, $at, 31);
                continue;
            } else {
                $indexed = (bool) ($first & 64);
                $index = $this->number($block, $at, $indexed ? 63 : 15);
                $name = $index ? $this->known($index)[0] : $this->string($block, $at);
                $value = $this->string($block, $at);
                if ($indexed) {
                    array_unshift($this->table, [$name, $value]);
                }
            }
            $fields[$name] = isset($fields[$name]) ? array_merge((array) $fields[$name], [$value]) : $value;
        }
        return $fields;
    }

    private function known(int $index): array
    {
        return $index > count(STATIC_TABLE) ? $this->table[$index - count(STATIC_TABLE) - 1] : STATIC_TABLE[$index - 1] + [1 => ''];
    }

    private function number(string $block, int &$at, int $most): int
    {
        $number = ord($block[$at++]) & $most;
        for ($shift = 0, $more = $number === $most; $more; $shift += 7) {
            $byte = ord($block[$at++]);
            $number += ($byte & 127) << $shift;
            $more = (bool) ($byte & 128);
        }
        return $number;
    }

    private function string(string $block, int &$at): string
    {
        $coded = ord($block[$at]) & 128;
        $length = $this->number($block, $at, 127);
        $text = substr($block, $at, $length);
        $at += $length;
        return $coded ? self::huffman($text) : $text;
    }

    private static function huffman(string $coded): string
    {
        static $symbols = [];
        if (!$symbols) {
            // The code is canonical: the lengths say everything.
            $lengths = array_map(fn ($c) => ord($c) - 60, str_split(CODE_LENGTHS));
            $order = array_keys($lengths);
            usort($order, fn ($a, $b) => [$lengths[$a], $a] <=> [$lengths[$b], $b]);
            for ($code = 0, $i = 0; $i < 257; $i++, $code++) {
                $code <<= $i ? $lengths[$order[$i]] - $lengths[$order[$i - 1]] : 0;
                $symbols[$lengths[$order[$i]]][$code] = $order[$i];
            }
        }
        $text = '';
        $code = $length = 0;
        foreach (str_split($coded) as $byte) {
            for ($bit = 7; $bit >= 0; $bit--) {
                $code = $code << 1 | ord($byte) >> $bit & 1;
                if (isset($symbols[++$length][$code])) {
                    $text .= chr($symbols[$length][$code]);
                    $code = $length = 0;
                }
            }
        }
        return $text;
    }
}

/** The lengths of the codes of all symbols, each as a character from 60 on. */
const CODE_LENGTHS = 'ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRSVVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ';

const STATIC_TABLE = [
    [':authority'], [':method', 'GET'], [':method', 'POST'], [':path', '/'], [':path', '/index.html'], [':scheme', 'http'],
    [':scheme', 'https'], [':status', '200'], [':status', '204'], [':status', '206'], [':status', '304'], [':status', '400'],
    [':status', '404'], [':status', '500'], ['accept-charset'], ['accept-encoding', 'gzip, deflate'], ['accept-language'],
    ['accept-ranges'], ['accept'], ['access-control-allow-origin'], ['age'], ['allow'], ['authorization'], ['cache-control'],
    ['content-disposition'], ['content-encoding'], ['content-language'], ['content-length'], ['content-location'], ['content-range'],
    ['content-type'], ['cookie'], ['date'], ['etag'], ['expect'], ['expires'], ['from'], ['host'], ['if-match'], ['if-modified-since'],
    ['if-none-match'], ['if-range'], ['if-unmodified-since'], ['last-modified'], ['link'], ['location'], ['max-forwards'],
    ['proxy-authenticate'], ['proxy-authorization'], ['range'], ['referer'], ['refresh'], ['retry-after'], ['server'], ['set-cookie'],
    ['strict-transport-security'], ['transfer-encoding'], ['user-agent'], ['vary'], ['via'], ['www-authenticate'],
];
