<?php
/*
 * What every server test here shares: run a server in a process of its own, talk to it over a real socket, stop it, and
 * prove that nothing of it is left. It uses no class of the extension under test, so a broken client cannot hide a broken server.
 *
 *     $echo = server(function (int $mode) {          // runs in a child process; arguments come from start()
 *         $server = new Swoole\Server('127.0.0.1', 0, $mode);
 *         ...
 *         ready($server);                            // tells the test the ports, before start()
 *         $server->start();
 *     });
 *     $run = $echo->start(SWOOLE_PROCESS);           // or: $run = script('<?php ...') for code that must stay as it is
 *     $client = $run->connect();
 *     say($client, 'hello'); echo hear($client, 5), "\n";
 *     $run->stop();                                  // SIGTERM, then kill -9 at the deadline; reports what is left over
 *     echo $run->output();
 *
 * Nothing here sleeps to wait: every wait has a condition and a deadline.
 */

const DEADLINE = 15.0;

/** The body of a server; all of them come first in a test. In the child that runs it this call never returns; in the test it can be started. */
function server(Closure $body): Script
{
    static $count = 0;
    $index = $count++;
    if (getenv('RSWOOLE_TEST_SERVER') === (string) $index) {
        Script::$serving = true;
        $body(...json_decode(getenv('RSWOOLE_TEST_ARGUMENTS'), true));
        exit(0);
    }
    return new Script($_SERVER['SCRIPT_FILENAME'], $index);
}

/** Runs a whole PHP script as it stands, such as an example of the documentation. */
function script(string $code): Run
{
    $file = tempnam(sys_get_temp_dir(), 'rswoole-test-');
    file_put_contents($file, $code);
    register_shutdown_function(fn () => @unlink($file));
    reserve_all($code);
    return (new Script($file, null))->start();
}

/** Runs a file of examples/ as it stands. */
function example(string $file): Run
{
    $file = dirname(__DIR__, 2) . "/examples/$file";
    reserve_all(file_get_contents($file));
    return (new Script($file, null))->start();
}

/** In a server: hands the ports to the test. */
function ready(object $server): void
{
    $ports = array_map(fn ($port) => $port->port, $server->ports);
    file_put_contents('php://fd/3', json_encode($ports) . "\n");
}

/** Documented examples name fixed ports: only one test at a time may use one, and only when it is free. */
function reserve(int $port): void
{
    static $locks = [];
    $locks[$port] ??= fopen(sys_get_temp_dir() . "/rswoole-tests-port-$port.lock", 'c');
    flock($locks[$port], LOCK_EX);
    until(fn () => !@stream_socket_client("tcp://127.0.0.1:$port"), "port $port to be free", 60.0);
}

/** The fixed ports that a script names. */
function reserve_all(string $code): void
{
    preg_match_all('/,\s*(95\d\d)\b/', $code, $fixed);
    foreach (array_unique($fixed[1]) as $port) {
        reserve((int) $port);
    }
}

/** Waits for a condition. */
function until(Closure $condition, string $what, float $seconds = DEADLINE): mixed
{
    $end = microtime(true) + $seconds;
    while (!($value = $condition())) {
        if (microtime(true) > $end) {
            throw new RuntimeException("waited $seconds s for $what");
        }
        usleep(2000);
    }
    return $value;
}

/** Writes all of it. False when the peer is gone. */
function say($client, string $data): bool
{
    stream_set_blocking($client, true);
    for ($sent = 0; $sent < strlen($data); $sent += $n) {
        $n = @fwrite($client, substr($data, $sent, 1 << 20));
        if (!$n) {
            return false;
        }
    }
    return true;
}

/** Reads so many bytes; fewer only when the peer closed. */
function hear($client, int $bytes, float $seconds = DEADLINE): string
{
    stream_set_blocking($client, false);
    $end = microtime(true) + $seconds;
    $data = '';
    while (strlen($data) < $bytes) {
        $chunk = @fread($client, min($bytes - strlen($data), 1 << 20));
        if ($chunk !== '' && $chunk !== false) {
            $data .= $chunk;
        } elseif (feof($client)) {
            break;
        } elseif (($left = $end - microtime(true)) <= 0) {
            throw new RuntimeException("waited $seconds s for $bytes bytes, got " . strlen($data) . ': ' . substr($data, 0, 200));
        } else {
            $read = [$client];
            $none = null;
            @stream_select($read, $none, $none, 0, (int) (min($left, 1) * 1e6));
        }
    }
    return $data;
}

/** Reads one line, without its end. */
function hear_line($client): string
{
    for ($line = ''; ($byte = hear($client, 1)) !== '' && $byte !== "\n"; $line .= $byte);
    return $line;
}

/** One datagram. */
function datagram($client, float $seconds = DEADLINE): string
{
    $read = [$client];
    $none = null;
    if (!stream_select($read, $none, $none, (int) $seconds)) {
        throw new RuntimeException("waited $seconds s for a datagram");
    }
    return stream_socket_recvfrom($client, 65536);
}

/** Says it and hears a line. */
function ask($client, string $question): string
{
    say($client, $question);
    return hear_line($client);
}

/** True when the peer closes before the deadline and sends nothing more. */
function closed($client): bool
{
    return hear($client, 1) === '';
}

/** True when nothing arrives for a short while. Use it only where silence itself is the promise. */
function silent($client, float $seconds = 0.3): bool
{
    $read = [$client];
    $none = null;
    return stream_select($read, $none, $none, 0, (int) ($seconds * 1e6)) === 0;
}

final class Script
{
    /** Whether this process runs the body of a server. */
    public static bool $serving = false;

    public function __construct(private string $file, private ?int $index)
    {
    }

    /** A child runs the test up to the body it is for: what was started on the way would run once more, and nobody would know of it. */
    public function start(mixed ...$arguments): Run
    {
        if (getenv('RSWOOLE_TEST_SERVER') !== false && !self::$serving) {
            throw new LogicException('start() before the last server(): have all bodies first, then start them');
        }
        return new Run($this->file, $this->index, $arguments);
    }
}

final class Run
{
    public readonly int $pid;
    private $process;
    private array $pipes = [];
    private string $out = '';
    private string $marker;
    private ?array $ports = null;
    private array $open = [];
    private ?int $code = null;

    public function __construct(string $file, private ?int $index, array $arguments)
    {
        // Every descendant inherits the marker, so /proc tells what belongs to this run, daemons and orphans too.
        $this->marker = 'RSWOOLE_TEST_RUN=' . getmypid() . '-' . bin2hex(random_bytes(6));
        [$name, $value] = explode('=', $this->marker);
        $environment = [$name => $value, 'RSWOOLE_TEST_ARGUMENTS' => json_encode($arguments)] + getenv();
        unset($environment['RSWOOLE_TEST_SERVER']);
        if ($index !== null) {
            $environment['RSWOOLE_TEST_SERVER'] = (string) $index;
        }
        $this->process = proc_open(
            [PHP_BINARY, ...self::flags(), '-f', $file],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1], ['pipe', 'w']],
            $this->pipes,
            null,
            $environment,
        );
        $this->pid = proc_get_status($this->process)['pid'];
        stream_set_blocking($this->pipes[1], false);
        stream_set_blocking($this->pipes[3], false);
        register_shutdown_function(fn () => $this->kill());
    }

    /** The flags PHP itself was started with: the same extension and ini settings for the server as for the test. */
    private static function flags(): array
    {
        $flags = array_slice(explode("\0", rtrim(file_get_contents('/proc/self/cmdline'), "\0")), 1);
        foreach ($flags as $i => $flag) {
            if ($flag === '-f' || @realpath($flag) === realpath($_SERVER['SCRIPT_FILENAME'])) {
                return array_slice($flags, 0, $i);
            }
        }
        return $flags;
    }

    public function port(int $index = 0): int
    {
        $this->ports ??= until(function () {
            // Asked first: one that becomes a daemon tells its ports and ends.
            $ended = $this->ended();
            $ports = $this->index === null ? $this->listening() : json_decode((string) fgets($this->pipes[3]));
            if (!$ports && $ended) {
                throw new RuntimeException('the server ended before it told its ports; it printed: ' . $this->out);
            }
            return $ports;
        }, 'the ports of the server');
        $this->await_listener($this->ports[$index]);
        return $this->ports[$index];
    }

    /** A server tells its ports before it listens; the kernel's tables tell when it does, without a connection that it would hear of. */
    private function await_listener(int $port): void
    {
        if ($port === 0 || isset($this->open[$port])) {
            return;
        }
        until(fn () => self::is_open($port) || $this->ended(), "port $port to be open");
        $this->open[$port] = true;
    }

    private static function is_open(int $port): bool
    {
        foreach (['tcp', 'tcp6', 'udp', 'udp6'] as $table) {
            if (!$rows = @fopen("/proc/net/$table", 'r')) {
                continue;
            }
            for (fgets($rows); $row = fgets($rows); ) {
                [, $local, , $state] = preg_split('/\s+/', trim($row));
                if ($state === '0A' || $state === '07') {
                    if (hexdec(substr($local, -4)) === $port) {
                        return true;
                    }
                } elseif ($table[0] === 't') {
                    // Listeners come first; what follows are thousands after a test under load.
                    break;
                }
            }
        }
        return false;
    }

    /** The TCP ports that the process listens on, for scripts that cannot tell; not those it inherited from us. */
    private function listening(): array
    {
        $inodes = array_flip(array_diff(self::sockets($this->pid), self::sockets(getmypid())));
        $ports = [];
        foreach (file('/proc/net/tcp') as $line) {
            $row = preg_split('/\s+/', trim($line));
            if (($row[3] ?? '') === '0A' && isset($inodes[$row[9]])) {
                $ports[] = hexdec(substr($row[1], -4));
            }
        }
        sort($ports);
        return $ports;
    }

    private static function sockets(int $pid): array
    {
        $links = array_map(fn ($link) => (string) @readlink($link), glob("/proc/$pid/fd/*"));
        return preg_replace('/\D/', '', preg_grep('/^socket:/', $links));
    }

    /** A connection to one of the ports: an index, or an address such as "unix:///tmp/x". */
    public function connect(int|string $to = 0)
    {
        $address = is_int($to) ? 'tcp://127.0.0.1:' . $this->port($to) : $to;
        return until(fn () => @stream_socket_client($address), "a connection to $address", DEADLINE);
    }

    /** Waits until the server has printed a text (so many times). */
    public function wait(string $text, int $times = 1): void
    {
        try {
            until(fn () => substr_count($this->peek(), $text) >= $times, "\"$text\"");
        } catch (RuntimeException $e) {
            throw new RuntimeException($e->getMessage() . '; the server printed: ' . $this->out);
        }
    }

    /** Everything printed so far, log lines too. */
    public function peek(): string
    {
        while (is_string($chunk = @fread($this->pipes[1], 65536)) && $chunk !== '') {
            $this->out .= $chunk;
        }
        return $this->out;
    }

    /** What PHP printed: the server's own log lines are left out. */
    public function output(): string
    {
        return preg_replace('/^\[\d{4}-\d\d-\d\d [^\n]*\n/m', '', $this->peek());
    }

    /** The log lines. */
    public function log(): string
    {
        preg_match_all('/^\[\d{4}-\d\d-\d\d [^\n]*\n/m', $this->peek(), $lines);
        return implode('', $lines[0]);
    }

    public function signal(int $signal, ?int $pid = null): void
    {
        posix_kill($pid ?? $this->pid, $signal);
    }

    /** Waits until the first process has ended by itself; returns its exit status (or 128 + signal). */
    public function wait_end(float $seconds = DEADLINE): int
    {
        return until(fn () => $this->ended(), 'the server to end; it printed: ' . $this->peek(), $seconds)[0];
    }

    private function ended(): ?array
    {
        if ($this->code === null) {
            $this->peek();
            $status = proc_get_status($this->process);
            if ($status['running']) {
                return null;
            }
            $this->code = $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'];
        }
        return [$this->code];
    }

    /** Ends the server as an administrator would, and reports what remains of it. Returns the exit status. */
    public function stop(int $signal = SIGTERM): ?int
    {
        if (!$this->ended()) {
            $this->signal($signal);
        }
        try {
            $code = $this->wait_end();
        } catch (RuntimeException $e) {
            echo $e->getMessage(), "\n";
            $code = null;
        }
        $this->assert_gone();
        return $code;
    }

    /** Says so when a process of this run is still alive. */
    public function assert_gone(float $seconds = 5.0): void
    {
        try {
            until(fn () => !$this->processes(), 'all processes to end', $seconds);
        } catch (RuntimeException) {
            echo 'LEFT OVER: ', implode(', ', array_map(
                fn ($pid) => "$pid " . @file_get_contents("/proc/$pid/comm"),
                $this->processes(),
            )), "\n";
            $this->kill();
        }
    }

    /** The living processes of this run. */
    public function processes(): array
    {
        $found = [];
        foreach (glob('/proc/[0-9]*/environ') as $file) {
            if (str_contains((string) @file_get_contents($file), $this->marker)) {
                $found[] = (int) substr($file, 6);
            }
        }
        return array_values(array_filter($found, function ($pid) {
            return preg_match('/\) [^ZX] /', (string) @file_get_contents("/proc/$pid/stat"));
        }));
    }

    private function kill(): void
    {
        for ($round = 0; $round < 5 && ($left = $this->processes()); $round++) {
            array_map(fn ($pid) => posix_kill($pid, SIGKILL), $left);
            usleep(10000);
        }
    }
}
