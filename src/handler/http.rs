//! Requests of HTTP, and WebSocket: handshakes and messages, each to its callback.

use std::rc::Rc;

use rswoole_engine::ids::StreamId;
use rswoole_engine::protocol::http1::RequestView;
use rswoole_engine::shm::sessions::flag;
use rswoole_engine::worker::{Handler, Source};

use super::PhpHandler;
use super::requests::Inside;
use crate::class::{http_response_send, websocket_frame};
use crate::coroutine;
use crate::http::serving::{Asked, HttpPort, WebSocketPort};
use crate::http::{exchange, websocket};
use crate::zend::Zv;

impl PhpHandler {
    pub(super) fn request(&self, source: Source, stream: StreamId, index: &[u8], raw: &[u8]) {
        let number = usize::from(source.port.0);
        let Some(port) = &self.requests.http[number] else { return };
        if let Some(websocket) = &port.websocket
            && stream.is_none()
            && websocket::is_asked(&RequestView::new(index, raw))
        {
            return self.handshake(source, port, websocket, index, raw);
        }
        if port.callable.is_none() {
            return exchange::refuse(self.requests.gateway.as_ref(), source.session, stream, 400);
        }
        let asked = Asked { stream, index, raw, is_handshake: false };
        if self.requests.admission.enter(source, asked) {
            self.serve(source, asked, Inside::of(&self.requests));
        }
    }

    /// Requests that waited, as far as others are over.
    pub(super) fn admit(&self) {
        while self.requests.admission.has_next() && self.fate().is_none() {
            let Some(next) = self.requests.admission.next() else { return };
            let inside = Inside::of(&self.requests);
            let session = self.shared.sessions.get(next.source.session);
            let ended = session.is_none_or(|session| session.has(flag::END_TOLD));
            if !ended || !self.settings.discard_timeout_request {
                self.serve(next.source, next.asked(), inside);
            }
        }
    }

    /// Calls the callback of a request that was admitted.
    fn serve(&self, source: Source, asked: Asked<'_>, inside: Inside) {
        let number = usize::from(source.port.0);
        let Some(port) = &self.requests.http[number] else { return };
        let mut args = match port.arguments(&self.world, &self.requests.gateway, source, asked) {
            Ok(args) => args.map(Zv::from),
            Err(raised) => return self.settle(Err(raised)),
        };
        if self.settings.enable_coroutine {
            let requests = Rc::clone(&self.requests);
            self.spawned(coroutine::spawn(move || {
                let callable = requests.http[number].as_ref().and_then(|port| port.callable.as_ref());
                let Some(callable) = callable else { return Ok(Zv::NULL) };
                let result = callable.call_unguarded(&mut args);
                drop(inside);
                requests.request_is_over();
                result
            }));
        } else if let Some(callable) = &port.callable {
            let outcome = callable.call(&mut args);
            drop(inside);
            self.requests.request_is_over();
            self.settle(outcome);
        }
    }

    /// A request for WebSocket: answered by the application's own callback, or here; then the connection is open.
    fn handshake(&self, source: Source, port: &HttpPort, websocket: &WebSocketPort, index: &[u8], raw: &[u8]) {
        let asked = Asked { stream: StreamId::NONE, index, raw, is_handshake: true };
        let objects = port.arguments(&self.world, &self.requests.gateway, source, asked);
        let [request, response] = match objects {
            Ok(objects) => objects,
            Err(raised) => return self.settle(Err(raised)),
        };
        if let Some(callable) = &websocket.handshake {
            return self.run(callable, [request.into(), response.into()]);
        }
        let agreement = match websocket::agree(&RequestView::new(index, raw), &websocket.settings) {
            Ok(agreement) => agreement,
            Err(answer) => {
                http_response_send::refuse_handshake(&response, &answer);
                return;
            }
        };
        let (before, open) = (websocket.before_response.clone(), websocket.open.clone());
        let server = self.server();
        let job = move || {
            if let Some(before) = before {
                before.call(&mut [server.clone(), Zv::from(&request), Zv::from(&response)])?;
            }
            if !http_response_send::accept_handshake(&response, &agreement) {
                return Ok(Zv::NULL);
            }
            match open {
                Some(open) => open.call(&mut [server, request.into()]),
                None => Ok(Zv::NULL),
            }
        };
        if self.coroutines {
            self.spawned(coroutine::spawn(job));
        } else {
            self.settle(job());
        }
    }

    pub(super) fn message(&self, source: Source, opcode: u8, flags: u8, data: &[u8]) {
        let number = usize::from(source.port.0);
        let port = self.requests.http[number].as_ref().and_then(|port| port.websocket.as_ref());
        let Some(callable) = port.and_then(|port| port.message.clone()) else { return };
        let frame = match websocket_frame::object(source.session.0 as i64, opcode, flags, data) {
            Ok(frame) => frame,
            Err(raised) => return self.settle(Err(raised)),
        };
        let mut args = [self.server(), frame.into()];
        if self.coroutines {
            let requests = Rc::clone(&self.requests);
            self.spawned(coroutine::spawn(move || {
                let result = callable.call_unguarded(&mut args);
                requests.request_is_over();
                result
            }));
        } else {
            let outcome = callable.call(&mut args);
            self.requests.request_is_over();
            self.settle(outcome);
        }
    }
}
