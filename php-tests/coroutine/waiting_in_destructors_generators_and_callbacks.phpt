--TEST--
Code that PHP itself calls may wait: destructors, generators, array and sort callbacks, __sleep, __toString
--FILE--
<?php
class Slow
{
    public function __construct(public int $n = 0) {}
    public function __destruct() { Co::sleep(0.002); echo "destructed\n"; }
}
class Data
{
    public $x;
    public function __sleep() { Co::sleep(0.002); return ['x']; }
    public function __wakeup() { Co::sleep(0.002); }
    public function __toString() { Co::sleep(0.002); return "data $this->x"; }
}
function numbers() { Co::sleep(0.001); yield 1; Co::sleep(0.001); yield 2; }

$results = [];
$cids = [];
Co\run(function () use (&$results) {
    $cids = [];
    foreach ([1, -1] as $sign) {
        $cids[] = go(function () use ($sign, &$results) {
            $list = [3, 1, 2];
            usort($list, function ($a, $b) use ($sign) { Co::sleep(0.001); return $sign * ($a <=> $b); });
            $results["sort $sign"] = implode(',', $list);
        });
        $cids[] = go(function () use ($sign, &$results) {
            $data = new Data;
            $data->x = $sign;
            $text = serialize([$data, $data]);
            $results["serialize $sign"] = $text . ' ' . unserialize($text)[1]->x . " $data";
        });
        $cids[] = go(function () use ($sign, &$results) {
            foreach (numbers() as $number) {
                $results["generator $sign"][] = $number * $sign;
            }
        });
        $cids[] = go(function () use ($sign, &$results) {
            $results["map $sign"] = array_map(function ($x) use ($sign) { Co::sleep(0.001); return $x * $sign; }, [1, 2]);
        });
    }
    Co::join($cids);
    try {
        $slow = new Slow;
        (function () { $inner = new Slow; throw new Exception('passes the destructor'); })();
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
});
ksort($results);
foreach ($results as $name => $result) {
    echo $name, ': ', is_array($result) ? implode(',', $result) : $result, "\n";
}
?>
--EXPECT--
destructed
passes the destructor
destructed
generator -1: -1,-2
generator 1: 1,2
map -1: -1,-2
map 1: 1,2
serialize -1: a:2:{i:0;O:4:"Data":1:{s:1:"x";i:-1;}i:1;r:2;} -1 data -1
serialize 1: a:2:{i:0;O:4:"Data":1:{s:1:"x";i:1;}i:1;r:2;} 1 data 1
sort -1: 3,2,1
sort 1: 1,2,3
