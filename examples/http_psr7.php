<?php
// A request handler in the style of PSR-15 behind Swoole\Http\Server, as frameworks adapt it: what a request is, what an answer is,
// and one function between them. Run it with ./dev serve examples/http_psr7.php, then:
//     curl -i http://127.0.0.1:9501/users/7
//     curl -i -d 'name=Ada' http://127.0.0.1:9501/users

final class ServerRequest
{
    public function __construct(
        public readonly string $method,
        public readonly string $path,
        public readonly array $headers,
        public readonly array $query,
        public readonly array $form,
        public readonly array $cookies,
        public readonly string $body,
    ) {
    }

    public static function from(Swoole\Http\Request $request): self
    {
        return new self(
            $request->server['request_method'],
            $request->server['path_info'],
            $request->header ?? [],
            $request->get ?? [],
            $request->post ?? [],
            $request->cookie ?? [],
            $request->rawContent() ?: '',
        );
    }
}

final class Reply
{
    public function __construct(public int $status = 200, public array $headers = [], public string $body = '')
    {
    }

    public static function json(mixed $value, int $status = 200): self
    {
        return new self($status, ['Content-Type' => 'application/json'], json_encode($value) . "\n");
    }

    public function emit(Swoole\Http\Response $response): void
    {
        $response->status($this->status);
        foreach ($this->headers as $name => $value) {
            $response->header($name, $value);
        }
        $response->end($this->body);
    }
}

function handle(ServerRequest $request): Reply
{
    return match (true) {
        $request->method === 'POST' && $request->path === '/users' => Reply::json(['created' => $request->form['name'] ?? null], 201),
        (bool) preg_match('~^/users/(\d+)$~', $request->path, $found) => Reply::json(['id' => (int) $found[1]]),
        default => Reply::json(['error' => 'not found'], 404),
    };
}

$http = new Swoole\Http\Server('127.0.0.1', 9501, SWOOLE_PROCESS);
$http->on('Request', function (Swoole\Http\Request $request, Swoole\Http\Response $response) {
    handle(ServerRequest::from($request))->emit($response);
});
$http->start();
