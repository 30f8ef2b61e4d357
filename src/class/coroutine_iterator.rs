//! `Swoole\Coroutine\Iterator`: the ids of the living coroutines; an ArrayIterator by another name.

use crate::zend::Class;

pub static CLASS: Class =
    Class::new(r"Swoole\Coroutine\Iterator").extends_engine("ArrayIterator").short_names(&[r"Co\Iterator"]);
