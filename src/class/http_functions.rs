//! `Swoole\Coroutine\Http\request()`, `get()` and `post()`: one request by its URL, and `ClientProxy`, what they give back. The work is
//! `Coroutine\Http\Client`'s.

use super::{exception, http_client};
use crate::zend::{
    Array, Call, Callable, Class, Function, Object, Outcome, Raised, Slot, Zv, method, throw, throw_error,
};

pub static FUNCTIONS: &[Function] = &[
    method(
        r"function Swoole\Coroutine\Http\request(string $url, string $method, mixed $data = null, ?array $options = null, ?array $headers = null, ?array $cookies = null): Swoole\Coroutine\Http\ClientProxy",
        |call: &mut Call<'_>| perform(call, call.bytes(1), call.opt(2).cloned(), 3),
    ),
    method(
        r"function Swoole\Coroutine\Http\post(string $url, mixed $data, ?array $options = null, ?array $headers = null, ?array $cookies = null): Swoole\Coroutine\Http\ClientProxy",
        |call: &mut Call<'_>| perform(call, b"POST", call.opt(1).cloned(), 2),
    ),
    method(
        r"function Swoole\Coroutine\Http\get(string $url, ?array $options = null, ?array $headers = null, ?array $cookies = null): Swoole\Coroutine\Http\ClientProxy",
        |call: &mut Call<'_>| perform(call, b"GET", None, 1),
    ),
];

const PROPERTIES: &[&str] = &[
    "private array $headers = []",
    "private array $cookies = []",
    "private string $body = ''",
    "private int $statusCode = 0",
];
const HEADERS: Slot = Slot::of(PROPERTIES, "headers", 0);
const COOKIES: Slot = Slot::of(PROPERTIES, "cookies", 0);
const BODY: Slot = Slot::of(PROPERTIES, "body", 0);
const STATUS: Slot = Slot::of(PROPERTIES, "statusCode", 0);

pub static PROXY: Class = Class::new(r"Swoole\Coroutine\Http\ClientProxy").properties(PROPERTIES).methods(&[
    method("public function __construct(string $body, int $statusCode, ?array $headers, ?array $cookies)", construct),
    method("public function getBody(): string", |call: &mut Call<'_>| call.this().slot(BODY)),
    method("public function getStatusCode(): int", |call: &mut Call<'_>| call.this().slot(STATUS)),
    method("public function getHeaders(): array", |call: &mut Call<'_>| call.this().slot(HEADERS)),
    method("public function getCookies(): array", |call: &mut Call<'_>| call.this().slot(COOKIES)),
]);

fn construct(call: &mut Call<'_>) {
    let array = |index: usize| call.opt(index).cloned().unwrap_or_else(|| Array::new().into());
    fill(call.this(), [call.zv(0).clone(), call.zv(1).clone(), array(2), array(3)]);
}

fn fill(object: &Object, values: [Zv; 4]) {
    for (slot, value) in [BODY, STATUS, HEADERS, COOKIES].into_iter().zip(values) {
        object.set_slot(slot, value);
    }
}

/// `first`: where options, headers and cookies stand among the arguments.
fn perform(call: &Call<'_>, verb: &[u8], data: Option<Zv>, first: usize) -> Outcome<Object> {
    let url = call.bytes(0);
    let (client, path) = client(url)?;
    for (name, index) in [("set", first), ("setHeaders", first + 1), ("setCookies", first + 2)] {
        if let Some(given) = call.opt(index).filter(|given| given.as_array().is_some_and(|given| !given.is_empty())) {
            client.call_method(name, &mut [given.clone()])?;
        }
    }
    if let Some(data) = data {
        client.set_slot(http_client::REQUEST_BODY, data);
    }
    client.call_method("setMethod", &mut [Zv::str(verb)])?;
    if !client.call_method("execute", &mut [Zv::str(path)])?.to_bool() {
        let code = client.slot(http_client::ERR_CODE).to_int();
        let text = client.slot(http_client::ERR_MSG).to_str()?.to_text();
        return Err(throw(&exception::HTTP_CLIENT, code, &text));
    }
    let array = |slot| match client.slot(slot) {
        value if value.is_null() => Array::new().into(),
        value => value,
    };
    let answer = PROXY.instantiate()?;
    let (body, status) = (client.slot(http_client::BODY), client.slot(http_client::STATUS));
    fill(&answer, [body, status, array(http_client::HEADERS), array(http_client::COOKIES)]);
    Raised::check(answer)
}

/// A client for the URL, and the path with its query.
fn client(url: &[u8]) -> Outcome<(Object, Vec<u8>)> {
    let parse = Callable::new(&Zv::str("parse_url")).map_err(|reason| throw_error(&reason))?;
    let parts = parse.call(&mut [Zv::str(url)])?;
    let part = |name: &str| parts.as_array().and_then(|parts| parts.get(name));
    let scheme = part("scheme").and_then(|scheme| scheme.as_str()).map(|scheme| scheme.to_text().to_ascii_lowercase());
    let refuse = |text: String| Err(throw(&exception::HTTP_CLIENT, 0, &text));
    let (Some(host), Some(scheme)) = (part("host"), scheme) else {
        return refuse("The URL given is illegal [no scheme]".to_owned());
    };
    let ssl = match &scheme[..] {
        "http" => false,
        "https" => true,
        _ => return refuse(format!("unknown scheme \"{scheme}\"")),
    };
    let client = http_client::CLASS.instantiate()?;
    let port = part("port").unwrap_or(Zv::int(if ssl { 443 } else { 80 }));
    // IPv6 stands in brackets.
    let host = host.to_str()?;
    let host =
        host.as_bytes().strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(host.as_bytes()).to_vec();
    client.call_method("__construct", &mut [Zv::str(host), port, Zv::bool(ssl)])?;
    let mut path = match part("path") {
        Some(path) => path.to_str()?.as_bytes().to_vec(),
        None => b"/".to_vec(),
    };
    if let Some(query) = part("query") {
        path.push(b'?');
        path.extend_from_slice(query.to_str()?.as_bytes());
    }
    Ok((client, path))
}
