//! `Swoole\Coroutine\Context`: the values that belong to one coroutine; an ArrayObject by another name.

use crate::zend::Class;

pub static CLASS: Class =
    Class::new(r"Swoole\Coroutine\Context").extends_engine("ArrayObject").short_names(&[r"Co\Context"]);
