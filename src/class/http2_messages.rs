//! `Swoole\Http2\Request` and `Swoole\Http2\Response`: what `Coroutine\Http2\Client` takes and gives. Properties only.

use crate::zend::{Class, Slot};

const OF_REQUEST: &[&str] = &[
    "public $path = '/'",
    "public $method = 'GET'",
    "public $headers = null",
    "public $cookies = null",
    "public $data = ''",
    "public $pipeline = false",
    "public $usePipelineRead = false",
];
const OF_RESPONSE: &[&str] = &[
    "public $streamId = 0",
    "public $errCode = 0",
    "public $statusCode = 0",
    "public $pipeline = false",
    "public $headers = null",
    "public $set_cookie_headers = null",
    "public $cookies = null",
    "public $data = null",
];

pub static REQUEST: Class = Class::new(r"Swoole\Http2\Request").not_serializable().properties(OF_REQUEST);
pub static RESPONSE: Class = Class::new(r"Swoole\Http2\Response").not_serializable().properties(OF_RESPONSE);

pub mod request {
    use super::{OF_REQUEST, Slot};

    pub const PATH: Slot = Slot::of(OF_REQUEST, "path", 0);
    pub const METHOD: Slot = Slot::of(OF_REQUEST, "method", 0);
    pub const HEADERS: Slot = Slot::of(OF_REQUEST, "headers", 0);
    pub const COOKIES: Slot = Slot::of(OF_REQUEST, "cookies", 0);
    pub const DATA: Slot = Slot::of(OF_REQUEST, "data", 0);
    pub const PIPELINE: Slot = Slot::of(OF_REQUEST, "pipeline", 0);
    pub const USE_PIPELINE_READ: Slot = Slot::of(OF_REQUEST, "usePipelineRead", 0);
}

pub mod response {
    use super::{OF_RESPONSE, Slot};

    pub const STREAM_ID: Slot = Slot::of(OF_RESPONSE, "streamId", 0);
    pub const ERR_CODE: Slot = Slot::of(OF_RESPONSE, "errCode", 0);
    pub const STATUS_CODE: Slot = Slot::of(OF_RESPONSE, "statusCode", 0);
    pub const PIPELINE: Slot = Slot::of(OF_RESPONSE, "pipeline", 0);
    pub const HEADERS: Slot = Slot::of(OF_RESPONSE, "headers", 0);
    pub const SET_COOKIE_HEADERS: Slot = Slot::of(OF_RESPONSE, "set_cookie_headers", 0);
    pub const COOKIES: Slot = Slot::of(OF_RESPONSE, "cookies", 0);
    pub const DATA: Slot = Slot::of(OF_RESPONSE, "data", 0);
}
