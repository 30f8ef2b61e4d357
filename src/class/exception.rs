//! The exception classes that add nothing to what they extend.

use crate::zend::Class;

pub static EXCEPTION: Class = Class::new(r"Swoole\Exception").extends_engine("Exception");
pub static CLIENT: Class = Class::new(r"Swoole\Client\Exception").extends(&EXCEPTION);
pub static SOCKET: Class =
    Class::new(r"Swoole\Coroutine\Socket\Exception").short_names(&[r"Co\Socket\Exception"]).extends(&EXCEPTION);
pub static HTTP2_CLIENT: Class = Class::new(r"Swoole\Coroutine\Http2\Client\Exception")
    .short_names(&[r"Co\Http2\Client\Exception"])
    .extends(&EXCEPTION);
pub static HTTP_CLIENT: Class = Class::new(r"Swoole\Coroutine\Http\Client\Exception")
    .short_names(&[r"Co\Http\Client\Exception"])
    .extends(&EXCEPTION);
pub static NAME_RESOLVER: Class = Class::new(r"Swoole\NameResolver\Exception").extends_engine("RuntimeException");
pub static ERROR: Class = Class::new(r"Swoole\Error").extends_engine("Error");
pub static CANCELED: Class = Class::new(r"Swoole\Coroutine\CanceledException").extends_engine("Exception").is_final();
pub static TIMEOUT: Class = Class::new(r"Swoole\Coroutine\TimeoutException").extends_engine("Exception").is_final();
