//! `Swoole\Http\Cookie`: a cookie that is put together step by step. How it is written is in `http::cookie`.

use std::cell::RefCell;

use super::http_response::refuse;
use crate::http::cookie::Cookie;
use crate::zend::{Array, Call, Class, Native, Object, Outcome, Zv, method};

pub static CLASS: Class = Class::new(r"Swoole\Http\Cookie").native::<CookieData>().not_serializable().methods(&[
    method("public function __construct(bool $encode = true)", construct),
    method("public function withName(string $name): Swoole\\Http\\Cookie", with_name),
    method("public function withExpires(int $expires = 0): Swoole\\Http\\Cookie", with_expires),
    method("public function withPath(string $path = '/'): Swoole\\Http\\Cookie", with_path),
    method("public function withDomain(string $domain = ''): Swoole\\Http\\Cookie", with_domain),
    method("public function withSecure(bool $secure = false): Swoole\\Http\\Cookie", with_secure),
    method("public function withHttpOnly(bool $httpOnly = false): Swoole\\Http\\Cookie", with_http_only),
    method("public function withSameSite(string $sameSite = ''): Swoole\\Http\\Cookie", with_same_site),
    method("public function withPriority(string $priority = ''): Swoole\\Http\\Cookie", with_priority),
    method("public function withPartitioned(bool $partitioned = false): Swoole\\Http\\Cookie", with_partitioned),
    method("public function withValue(string $value = ''): Swoole\\Http\\Cookie", with_value),
    method("public function toString(): string|false", to_string),
    method("public function toArray(): array", to_array),
    method("public function reset(): void", reset),
]);

/// The Rust state of a cookie.
pub struct CookieData {
    cookie: RefCell<Cookie>,
}

impl Native for CookieData {
    fn class() -> &'static Class {
        &CLASS
    }

    fn create() -> CookieData {
        CookieData { cookie: RefCell::new(Cookie::new(true)) }
    }
}

/// What a cookie object stands for.
pub fn of(object: &Object) -> Cookie {
    object.native::<CookieData>().map_or_else(|| Cookie::new(true), |data| data.cookie.borrow().clone())
}

fn construct(call: &mut Call<'_>) {
    call.native::<CookieData>().cookie.borrow_mut().encode = call.opt_bool(0).unwrap_or(true);
}

fn change(call: &Call<'_>, change: impl FnOnce(&mut Cookie)) -> Object {
    change(&mut call.native::<CookieData>().cookie.borrow_mut());
    call.this().clone()
}

fn text(call: &Call<'_>, default: &str) -> Vec<u8> {
    call.opt_bytes(0).unwrap_or(default.as_bytes()).to_vec()
}

fn with_name(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.name = text(call, ""))
}

fn with_value(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.value = text(call, ""))
}

fn with_expires(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.expires = call.opt_int(0).unwrap_or(0))
}

fn with_path(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.path = text(call, "/"))
}

fn with_domain(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.domain = text(call, ""))
}

fn with_secure(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.secure = call.opt_bool(0).unwrap_or(false))
}

fn with_http_only(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.http_only = call.opt_bool(0).unwrap_or(false))
}

fn with_same_site(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.same_site = text(call, ""))
}

fn with_priority(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.priority = text(call, ""))
}

fn with_partitioned(call: &mut Call<'_>) -> Object {
    change(call, |cookie| cookie.partitioned = call.opt_bool(0).unwrap_or(false))
}

fn to_string(call: &mut Call<'_>) -> Outcome<Zv> {
    let text = call.native::<CookieData>().cookie.borrow().text();
    match text {
        Ok(text) => Ok(Zv::str(text)),
        Err(flaw) => refuse(&flaw).map(Zv::bool),
    }
}

fn to_array(call: &mut Call<'_>) -> Array {
    let cookie = call.native::<CookieData>().cookie.borrow();
    let mut array = Array::with_capacity(11);
    let texts = [
        ("name", &cookie.name),
        ("value", &cookie.value),
        ("path", &cookie.path),
        ("domain", &cookie.domain),
        ("sameSite", &cookie.same_site),
        ("priority", &cookie.priority),
    ];
    for (key, text) in texts {
        array.insert(key, Zv::str(text));
    }
    array.insert("encode", cookie.encode);
    array.insert("expires", cookie.expires);
    array.insert("secure", cookie.secure);
    array.insert("httpOnly", cookie.http_only);
    array.insert("partitioned", cookie.partitioned);
    array
}

fn reset(call: &mut Call<'_>) {
    call.native::<CookieData>().cookie.replace(Cookie::new(true));
}
