--TEST--
getContext($cid) gives the context of any living coroutine; null where there is none
--FILE--
<?php
var_dump(Co::getContext(), Co::getContext(7));
$cid = go(function () {
    Co::getContext()['name'] = 'first';
    Co::yield();
    var_dump(Co::getContext()['added']);
});
go(function () use ($cid) {
    $own = Co::getContext();
    var_dump($own === Co::getContext(Co::getCid()), $own === Co::getContext(0), $own === Co::getContext($cid));
    var_dump(Co::getContext($cid)['name']);
    Co::getContext($cid)['added'] = 'from outside';
    Co::resume($cid);
    var_dump(Co::getContext($cid));
});
?>
--EXPECT--
NULL
NULL
bool(true)
bool(true)
bool(false)
string(5) "first"
string(12) "from outside"
NULL
