--TEST--
kill -9 of worker, manager and master under load, in both modes
--FILE--
<?php
// Forty clients with one numbered request each on its way, always. In PROCESS mode a killed worker costs at most the one request
// that it had in hand, a killed manager none, and no connection. A killed first process ends everything.
require __DIR__ . '/../include/harness.php';

$server = server(function (int $mode) {
    $server = new Swoole\Server('127.0.0.1', 0, $mode);
    $server->set(['worker_num' => 2, 'log_level' => SWOOLE_LOG_NONE]);
    $say = fn (string $line) => fwrite(STDOUT, "$line\n");
    $server->on('WorkerStart', fn ($server, $id) => $say('worker ' . getmypid()));
    $server->on('ManagerStart', fn () => $say('manager ' . getmypid()));
    $server->on('WorkerError', fn ($server, $id, $pid, $code, $signal) => $say("died $code $signal"));
    $server->on('Receive', fn ($server, $fd, $reactor, $data) => $server->send($fd, $data));
    ready($server);
    $server->start();
});

/** Clients that ask again as soon as they are answered. */
final class Load
{
    private array $clients = [];
    private array $asked = [];
    private array $heard = [];
    private int $number = 0;
    public int $answers = 0;
    public int $lost = 0;
    public int $closed = 0;

    public function __construct(private Run $run, int $clients)
    {
        for ($i = 0; $i < $clients; $i++) {
            $this->connect();
        }
    }

    private function connect(): void
    {
        $client = $this->run->connect();
        stream_set_blocking($client, false);
        $this->clients[(int) $client] = $client;
        $this->ask($client);
    }

    private function ask($client): void
    {
        $this->heard[(int) $client] = '';
        $this->asked[(int) $client] = sprintf("%09d\n", ++$this->number);
        @fwrite($client, $this->asked[(int) $client]);
    }

    /** One look at the sockets. False: nothing happened. */
    private function turn(bool $again, bool $reconnect): bool
    {
        $read = $this->clients;
        $none = null;
        if (!$read || !stream_select($read, $none, $none, 0, 100000)) {
            return false;
        }
        foreach ($read as $id => $client) {
            $data = @fread($client, 8192);
            if ($data === '' || $data === false) {
                if (feof($client)) {
                    $this->closed++;
                    unset($this->clients[$id], $this->asked[$id]);
                    if ($reconnect) {
                        $this->connect();
                    }
                }
                continue;
            }
            $this->heard[$id] .= $data;
            if ($this->heard[$id] === ($this->asked[$id] ?? null)) {
                $this->answers++;
                unset($this->asked[$id]);
                if ($again) {
                    $this->ask($client);
                }
            } elseif (strlen($this->heard[$id]) >= 10) {
                throw new RuntimeException("asked {$this->asked[$id]}, heard {$this->heard[$id]}");
            }
        }
        return true;
    }

    /** Goes on until the condition holds. */
    public function until(Closure $condition, string $what, bool $reconnect = false): void
    {
        until(fn () => $condition() || ($this->turn(true, $reconnect) && false), $what);
    }

    public function answer(int $more): void
    {
        $enough = $this->answers + $more;
        $this->until(fn () => $this->answers >= $enough, "$more answers");
    }

    /** Whoever has no answer by now was lost; all ask again. */
    public function settle(): void
    {
        for ($quiet = 0; $this->asked && $quiet < 6; $quiet = $this->turn(false, false) ? 0 : $quiet + 1);
        $this->lost += count($this->asked);
        $this->asked = [];
        array_map($this->ask(...), $this->clients);
    }

    /** Everything was closed. */
    public function ended(): void
    {
        until(fn () => !$this->clients || ($this->turn(true, false) && false), 'the connections to be closed');
    }
}

/** The newest pid that was told for this role. */
function newest(Run $run, string $role): int
{
    preg_match_all("/$role (\d+)/", $run->output(), $pids);
    return (int) end($pids[1]);
}

echo "PROCESS\n";
$run = $server->start(SWOOLE_PROCESS);
$run->wait('worker ', 2);
$run->wait('manager ');
$load = new Load($run, 40);
for ($kill = 1; $kill <= 20; $kill++) {
    $load->answer(200);
    $run->signal(SIGKILL, newest($run, 'worker'));
    $load->until(fn () => substr_count($run->output(), 'died 0 9') === $kill, 'WorkerError');
    $load->until(fn () => substr_count($run->output(), 'worker ') === 2 + $kill, 'the successor');
    $load->settle();
}
echo 'workers: ', $load->lost <= 20 ? 'nothing' : $load->lost, " lost, $load->closed closed\n";
$lost = $load->lost;
for ($kill = 1; $kill <= 3; $kill++) {
    $load->answer(200);
    $run->signal(SIGKILL, newest($run, 'manager'));
    $load->until(fn () => substr_count($run->output(), 'manager ') === 1 + $kill, 'the next manager');
    $load->until(fn () => substr_count($run->output(), 'worker ') === 22 + 2 * $kill, 'its workers');
    $load->settle();
}
echo 'managers: ', $load->lost - $lost, " lost, $load->closed closed\n";
$load->answer(1000);
echo count($run->processes()), " processes\n";
$run->signal(SIGKILL);
$load->ended();
$run->assert_gone();

echo "BASE\n";
$run = $server->start(SWOOLE_BASE);
$run->wait('worker ', 2);
$run->wait('manager ');
$load = new Load($run, 40);
for ($kill = 1; $kill <= 20; $kill++) {
    $run->signal(SIGKILL, newest($run, 'worker'));
    $load->until(fn () => substr_count($run->output(), 'died 0 9') === $kill, 'WorkerError', true);
    $load->until(fn () => substr_count($run->output(), 'worker ') === 2 + $kill, 'the successor', true);
    $enough = $load->answers + 200;
    $load->until(fn () => $load->answers >= $enough, 'answers', true);
}
echo count($run->processes()), " processes\n";
$run->signal(SIGKILL);
$load->ended();
$run->assert_gone();
?>
--EXPECT--
PROCESS
workers: nothing lost, 0 closed
managers: 0 lost, 0 closed
4 processes
BASE
3 processes
