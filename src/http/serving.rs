//! From a request event to the arguments of the Request callback: one per port, made when the worker starts. Must not call the callback.

use std::rc::Rc;

use rswoole_engine::ids::StreamId;
use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::settings::{HttpSettings, WebSocketSettings};
use rswoole_engine::worker::{Gateway, Source};

use super::exchange::{Exchange, Facts};
use super::outlet::SessionOutlet;
use super::request::{Content, Parse};
use super::server_array::{Origin, Served};
use crate::callbacks::PortEvent;
use crate::class::{http_request, http_response};
use crate::state::PortState;
use crate::world::World;
use crate::zend::{Callable, Object, Outcome};

/// What the requests of a port need.
pub struct HttpPort {
    /// Request; None: the port is there for WebSocket alone.
    pub callable: Option<Callable>,
    pub websocket: Option<WebSocketPort>,
    settings: Rc<HttpSettings>,
    parse: Rc<Parse>,
    served: Rc<Served>,
}

/// A request as it came.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub stream: StreamId,
    pub index: &'a [u8],
    pub raw: &'a [u8],
    pub is_handshake: bool,
}

/// What a port has besides for WebSocket.
pub struct WebSocketPort {
    pub settings: WebSocketSettings,
    pub handshake: Option<Callable>,
    pub before_response: Option<Callable>,
    pub open: Option<Callable>,
    pub message: Option<Callable>,
    pub disconnect: Option<Callable>,
}

impl WebSocketPort {
    fn of(port: &PortState, first: &PortState, settings: &HttpSettings) -> Option<WebSocketPort> {
        let callback = |event| port.callback_or(first, event);
        settings.websocket.clone().map(|settings| WebSocketPort {
            settings,
            handshake: callback(PortEvent::Handshake),
            before_response: callback(PortEvent::BeforeHandshakeResponse),
            open: callback(PortEvent::Open),
            message: callback(PortEvent::Message),
            disconnect: callback(PortEvent::Disconnect),
        })
    }
}

impl HttpPort {
    /// `None`: the port does not speak HTTP.
    pub fn of(port: &PortState, first: &PortState, world: &World) -> Option<HttpPort> {
        let settings = world.http_settings(usize::from(port.index.0));
        if !settings.enabled {
            return None;
        }
        let parse = Parse {
            cookie: settings.parse_cookie,
            post: settings.parse_post,
            files: settings.parse_files,
            upload_tmp_dir: settings.upload_tmp_dir.clone(),
            upload_max_filesize: settings.upload_max_filesize,
        };
        let callable = port.callback_or(first, PortEvent::Request);
        let websocket = WebSocketPort::of(port, first, &settings);
        let served = Rc::new(Served::new(&String::from_utf8_lossy(&port.host), port.port));
        Some(HttpPort { callable, websocket, settings, parse: Rc::new(parse), served })
    }

    /// `$request` and `$response`.
    pub fn arguments(
        &self,
        world: &World,
        gateway: &Rc<dyn Gateway>,
        source: Source,
        asked: Asked<'_>,
    ) -> Outcome<[Object; 2]> {
        let Asked { stream, index, raw, is_handshake } = asked;
        let view = RequestView::new(index, raw);
        let facts = Facts {
            http_11: view.is_http_11(),
            // A handshake that fails is the connection's last request.
            keep_alive: view.keep_alive() && !is_handshake,
            is_head: view.method() == b"HEAD",
            accept_encoding: match self.settings.compression {
                Some(_) => view.header(b"accept-encoding").map(<[u8]>::to_vec),
                None => None,
            },
            is_handshake,
            stream,
        };
        let origin = Some(self.origin(world, source));
        let content = Content::new(index, raw, source.time, origin, Rc::clone(&self.parse));
        let [request, response] = http_request::CLASS.instantiate_with(&http_response::CLASS)?;
        http_request::assign(&request, source.session.0 as i64, stream, content);
        let outlet = Rc::new(SessionOutlet { session: source.session, stream, gateway: Rc::clone(gateway) });
        let exchange = Exchange::new(source.session, outlet, facts, Rc::clone(&self.settings), true);
        http_response::assign(&response, exchange);
        Ok([request, response])
    }

    fn origin(&self, world: &World, source: Source) -> Origin {
        let info = world.shared.sessions.get(source.session).and_then(|session| session.info());
        Origin { served: Rc::clone(&self.served), peer: info.map(|info| info.peer) }
    }
}
