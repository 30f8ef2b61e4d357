//! `Swoole\NameResolver`, what resolvers of the application extend, its context and its functions. Who is asked and when is
//! `crate::name_resolver`'s.

use std::net::IpAddr;

use rswoole_engine::sys::resolver;

use super::exception;
use crate::coroutine::in_coroutine;
use crate::errors::{self, code};
use crate::name_resolver::{self, Untried};
use crate::socket::timeouts;
use crate::system::{self, Stop, names};
use crate::zend::{
    Array, Call, Callable, Class, Function, Gc, Kind, Native, Object, Outcome, Raised, Slot, Zv, abstract_method,
    method, method_taking_any, throw, throw_runtime,
};

const PROPERTIES: &[&str] =
    &["protected $baseUrl = null", "protected $info = null", "private $filter_fn = null", "protected $prefix = null"];
const BASE_URL: Slot = Slot::of(PROPERTIES, "baseUrl", 0);
const INFO: Slot = Slot::of(PROPERTIES, "info", 0);
const FILTER: Slot = Slot::of(PROPERTIES, "filter_fn", 0);
const PREFIX: Slot = Slot::of(PROPERTIES, "prefix", 0);

pub static CLASS: Class = Class::new(r"Swoole\NameResolver").is_abstract().properties(PROPERTIES).methods(&[
    method("public function __construct($url, $prefix = 'swoole_service_')", construct),
    abstract_method("abstract public function join(string $name, string $ip, int $port, array $options = []): bool"),
    abstract_method("abstract public function leave(string $name, string $ip, int $port): bool"),
    abstract_method(r"abstract public function getCluster(string $name): ?Swoole\NameResolver\Cluster"),
    method("public function withFilter(callable $fn): self", with_filter),
    method("public function getFilter()", filter),
    method("public function hasFilter(): bool", has_filter),
    method("public function lookup(string $name)", lookup_here),
    method("protected function checkServerUrl(string $url)", check_url),
    method(r"protected function checkResponse(Swoole\Coroutine\Http\ClientProxy $response): bool", check_response),
]);

pub static CONTEXT: Class = Class::new(r"Swoole\NameResolver\Context").not_serializable().native::<Context>().methods(
    &[method("public function __construct(int $family = AF_INET, bool $withPort = false)", construct_context)],
);

pub static FUNCTIONS: &[Function] = &[
    method(r"function swoole_name_resolver_lookup(string $name, Swoole\NameResolver\Context $ctx): string", lookup),
    method_taking_any::<0, _, _>(r"function swoole_name_resolver_add(Swoole\NameResolver $ns): bool", add),
    method(r"function swoole_name_resolver_remove(Swoole\NameResolver $ns): bool", remove),
];

/// What a question is about, and the nodes that are left of the answer to the last one.
#[derive(Default)]
pub struct Context {
    family: std::cell::Cell<i64>,
    with_port: std::cell::Cell<bool>,
    untried: Untried,
}

impl Native for Context {
    fn class() -> &'static Class {
        &CONTEXT
    }

    fn create() -> Context {
        Context { family: i64::from(libc::AF_INET).into(), ..Context::default() }
    }

    fn gc(&self, gc: &mut Gc) {
        if let Some(cluster) = self.untried.cluster() {
            gc.object(&cluster);
        }
    }
}

fn construct_context(call: &mut Call<'_>) {
    let context = call.native::<Context>();
    context.family.set(call.opt_int(0).unwrap_or(libc::AF_INET.into()));
    context.with_port.set(call.opt_bool(1).unwrap_or(false));
}

fn add(call: &mut Call<'_>) -> Outcome<bool> {
    name_resolver::add(call.zv(0))
}

fn remove(call: &mut Call<'_>) -> bool {
    call.zv(0).as_object().is_some_and(name_resolver::remove)
}

/// Empty: nobody knows the name.
fn lookup(call: &mut Call<'_>) -> Outcome<Zv> {
    let name = call.bytes(0);
    let Some(context) = call.zv(1).as_object().and_then(Object::native::<Context>) else {
        return Err(call.argument_type_error(1, r"of type Swoole\NameResolver\Context"));
    };
    if let Some(endpoint) = name_resolver::ask(name, &context.untried)? {
        return Ok(match endpoint.port.filter(|_| context.with_port.get()) {
            Some(port) => Zv::str([&endpoint.host[..], format!(":{port}").as_bytes()].concat()),
            None => Zv::str(endpoint.host),
        });
    }
    let known = match i32::try_from(context.family.get()) {
        Ok(family @ (libc::AF_INET | libc::AF_INET6)) if !name.is_empty() => by_the_system(name, family)?,
        _ => None,
    };
    if known.is_none() {
        errors::set_last(code::DNSLOOKUP_RESOLVE_FAILED);
    }
    Ok(Zv::str(known.map_or_else(String::new, |ip| ip.to_string())))
}

/// Suspends a coroutine; other code is blocked.
fn by_the_system(name: &[u8], family: i32) -> Outcome<Option<IpAddr>> {
    let query = names::query(name, family);
    if !in_coroutine() {
        return Ok(resolver::look_up(&query).ok().and_then(|found| found.first().copied()));
    }
    match system::wait(names::look_up(query), system::limit(timeouts::current().dns)) {
        Ok(found) => Ok(found.ok().and_then(|found| found.first().copied())),
        Err(Stop::TimedOut) => Ok(None),
        Err(Stop::Cancelled(cancelled)) => cancelled.reply(None),
    }
}

fn construct(call: &mut Call<'_>) -> Outcome<()> {
    let url = call.zv(0).to_str()?;
    take_url(call.this(), url.as_bytes())?;
    match call.opt(1) {
        Some(prefix) => call.this().set_slot(PREFIX, prefix.clone()),
        None => call.this().set_slot(PREFIX, "swoole_service_"),
    }
    Ok(())
}

fn check_url(call: &mut Call<'_>) -> Outcome<()> {
    take_url(call.this(), call.bytes(0))
}

/// `$baseUrl` is the URL with the address of its host, `$info` its parts.
fn take_url(object: &Object, url: &[u8]) -> Outcome<()> {
    let parse = Callable::new(&Zv::str("parse_url")).map_err(|reason| throw_runtime(&reason))?;
    let parsed = parse.call(&mut [Zv::str(url)])?;
    let text = |parts: &Array, name: &str| parts.get(name).and_then(|part| part.as_str()).map(|part| part.to_text());
    let parts = parsed.as_array().cloned();
    let Some((mut parts, scheme, host)) =
        parts.and_then(|parts| Some((parts.clone(), text(&parts, "scheme")?, text(&parts, "host")?)))
    else {
        return Err(throw_runtime(&format!("invalid url parameter '{}'", String::from_utf8_lossy(url))));
    };
    let Some(ip) = by_the_system(host.as_bytes(), libc::AF_INET)? else {
        return Err(throw_runtime(&format!("Failed to resolve host '{host}'")));
    };
    let port = parts.get("port").map_or_else(String::new, |port| format!(":{}", port.to_int()));
    let path = text(&parts, "path").unwrap_or_default();
    parts.insert("ip", ip.to_string());
    object.set_slot(BASE_URL, format!("{scheme}://{ip}{port}{}", path.trim_end_matches('/')));
    object.set_slot(INFO, parts);
    Ok(())
}

fn with_filter(call: &mut Call<'_>) -> Outcome<Object> {
    call.callable(0)?;
    call.this().set_slot(FILTER, call.zv(0).clone());
    Ok(call.this().clone())
}

fn filter(call: &mut Call<'_>) -> Zv {
    call.this().slot(FILTER)
}

fn has_filter(call: &mut Call<'_>) -> bool {
    !call.this().slot(FILTER).is_null()
}

/// What is asked of a resolver: the cluster's nodes; the only one at once; empty: no such service; null: the filter wants another resolver.
fn lookup_here(call: &mut Call<'_>) -> Outcome<Zv> {
    let (object, name) = (call.this(), call.zv(0).clone());
    let filter = object.slot(FILTER);
    if !filter.is_null() {
        let filter = Callable::new(&filter).map_err(|reason| throw_runtime(&reason))?;
        if !filter.call(&mut [name.clone()])?.to_bool() {
            return Ok(Zv::NULL);
        }
    }
    let cluster = object.call_method("getCluster", &mut [name])?;
    let Some(nodes) = cluster.as_object() else { return Ok(Zv::str("")) };
    if nodes.call_method("count", &mut [])?.to_int() == 1 { nodes.call_method("pop", &mut []) } else { Ok(cluster) }
}

/// An answer of the service that is no success is an exception.
fn check_response(call: &mut Call<'_>) -> Outcome<bool> {
    const OK: i64 = 200;
    let Some(response) = call.zv(0).as_object() else { return Raised::check(false) };
    let status = response.call_method("getStatusCode", &mut [])?.to_int();
    if status == OK {
        return Ok(true);
    }
    let body = response.call_method("getBody", &mut [])?;
    let body = if body.kind() == Kind::Str { body.to_str()?.to_text() } else { String::new() };
    Err(throw(&exception::NAME_RESOLVER, status, &format!("Http Body: {body}")))
}
