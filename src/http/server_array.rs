//! `$request->server`: who asked what of whom. Must not know the class's slots.

use std::cell::OnceCell;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::shm::sessions::Peer;

use super::request::decode;
use crate::world::peer_parts;
use crate::zend::{Array, Str, Template, Zv};

/// Who is talking to whom. Written out only when `$request->server` is read.
pub struct Origin {
    pub served: Rc<Served>,
    pub peer: Option<Peer>,
}

/// What is the same for all requests of a port.
pub struct Served {
    with_query: Template,
    without_query: Template,
}

thread_local! {
    /// Made when the module starts.
    /// Never dropped: PHP frees permanent strings itself, before thread-locals end.
    static KEYS: ManuallyDrop<OnceCell<Keys>> = const { ManuallyDrop::new(OnceCell::new()) };
}

struct Keys {
    query_string: Str,
    request_method: Str,
    request_uri: Str,
    path_info: Str,
    request_time: Str,
    request_time_float: Str,
    server_protocol: Str,
    server_port: Str,
    remote_port: Str,
    server_addr: Str,
    remote_addr: Str,
    master_time: Str,
    methods: [Str; 5],
    http_1_0: Str,
    http_1_1: Str,
    http_2: Str,
}

/// Once, while the module starts.
pub fn startup() {
    let key = |name: &str| Str::permanent(name.as_bytes());
    KEYS.with(|keys| {
        keys.get_or_init(|| Keys {
            query_string: key("query_string"),
            request_method: key("request_method"),
            request_uri: key("request_uri"),
            path_info: key("path_info"),
            request_time: key("request_time"),
            request_time_float: key("request_time_float"),
            server_protocol: key("server_protocol"),
            server_port: key("server_port"),
            remote_port: key("remote_port"),
            server_addr: key("server_addr"),
            remote_addr: key("remote_addr"),
            master_time: key("master_time"),
            methods: ["GET", "POST", "HEAD", "PUT", "DELETE"].map(key),
            http_1_0: key("HTTP/1.0"),
            http_1_1: key("HTTP/1.1"),
            http_2: key("HTTP/2"),
        });
    });
}

impl Keys {
    /// The rows that come from the request line, in the original's order.
    fn of_request(&self, query: bool) -> impl Iterator<Item = (Str, Zv)> {
        let keys = [
            &self.request_method,
            &self.request_uri,
            &self.path_info,
            &self.request_time,
            &self.request_time_float,
            &self.server_protocol,
        ];
        let query = query.then(|| self.query_string.clone());
        query.into_iter().chain(keys.map(Str::clone)).map(|key| (key, Zv::NULL))
    }
}

impl Served {
    pub fn new(server_addr: &str, server_port: u16) -> Served {
        let template = |query| {
            KEYS.with(|keys| {
                let Some(keys) = keys.get() else { return Template::new([]) };
                let of_connection = [
                    (keys.server_port.clone(), Zv::int(i64::from(server_port))),
                    (keys.remote_port.clone(), Zv::int(0)),
                    (keys.server_addr.clone(), Zv::str(server_addr)),
                    (keys.remote_addr.clone(), Zv::str("")),
                    (keys.master_time.clone(), Zv::int(0)),
                ];
                Template::new(keys.of_request(query).chain(of_connection))
            })
        };
        Served { with_query: template(true), without_query: template(false) }
    }
}

/// `time`: when the reactor had it. Without an origin the array has what the request says alone.
pub fn array(view: RequestView<'_>, time: f64, origin: Option<&Origin>) -> Array {
    let query = view.query().filter(|query| !query.is_empty());
    let path = view.path();
    let info = path.iter().any(|byte| matches!(byte, b'%' | b'+')).then(|| decode(path, true));
    let (remote_addr, remote_port) = match origin.and_then(|origin| origin.peer.as_ref()) {
        Some(peer) => peer_parts(peer),
        None => Default::default(),
    };
    KEYS.with(|keys| {
        let Some(keys) = keys.get() else { return Array::new() };
        let bare;
        let template = match origin {
            Some(origin) if query.is_some() => &origin.served.with_query,
            Some(origin) => &origin.served.without_query,
            None => {
                bare = Template::new(keys.of_request(query.is_some()));
                &bare
            }
        };
        template.copy(|at| {
            let first = u32::from(query.is_some());
            if let Some(query) = query {
                at.bytes(0, query);
            }
            match keys.methods.iter().find(|method| method.as_bytes() == view.method()) {
                Some(method) => at.str(first, method),
                None => at.bytes(first, view.method()),
            }
            match &info {
                None => at.bytes_twice([first + 1, first + 2], path),
                Some(info) => {
                    at.bytes(first + 1, path);
                    at.bytes(first + 2, info);
                }
            }
            at.int(first + 3, time as i64);
            at.float(first + 4, time);
            let version = match (view.is_http_2(), view.is_http_11()) {
                (true, _) => &keys.http_2,
                (false, true) => &keys.http_1_1,
                (false, false) => &keys.http_1_0,
            };
            at.str(first + 5, version);
            if origin.is_some() {
                at.int(first + 7, i64::from(remote_port));
                at.bytes(first + 9, remote_addr.as_bytes());
                at.int(first + 10, time as i64);
            }
        })
    })
}
