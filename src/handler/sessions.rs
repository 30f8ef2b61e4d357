//! What happens to a session besides requests: its beginning, its end, its buffer.

use rswoole_engine::shm::sessions::flag;
use rswoole_engine::worker::Source;

use super::PhpHandler;
use crate::class::server_event as event_class;
use crate::zend::{Callable, Zv};

impl PhpHandler {
    /// Who is told of the end of a session: Disconnect, where the port has it and the session was no WebSocket (any more); else Close.
    pub(super) fn end_callback(&self, source: Source, flags: u16) -> Option<&Callable> {
        let number = usize::from(source.port.0);
        let websocket = self.requests.http[number].as_ref().and_then(|port| port.websocket.as_ref());
        let disconnect = websocket.filter(|_| flags & flag::WEBSOCKET == 0).and_then(|port| port.disconnect.as_ref());
        disconnect.or(self.ports[number].close.as_ref())
    }

    /// Connect and Close.
    pub(super) fn passage(&self, source: Source, callable: Option<&Callable>, reactor: i64) {
        let Some(callable) = callable else { return };
        if self.settings.event_object {
            self.run(callable, [self.server(), event_object(source, reactor, 0.0, Zv::NULL)]);
        } else {
            self.run(callable, [self.server(), Zv::int(source.session.0 as i64), Zv::int(reactor)]);
        }
    }

    pub(super) fn buffer(&self, source: Source, callable: Option<&Callable>) {
        let Some(callable) = callable else { return };
        if self.settings.event_object {
            let event = event_object(source, i64::from(source.reactor.0), 0.0, Zv::NULL);
            self.run(callable, [self.server(), event]);
        } else {
            self.run(callable, [self.server(), Zv::int(source.session.0 as i64)]);
        }
    }
}

pub(super) fn event_object(source: Source, reactor: i64, time: f64, data: Zv) -> Zv {
    let Ok(event) = event_class::CLASS.instantiate() else { return Zv::NULL };
    event.set_slot(event_class::REACTOR_ID, reactor);
    event.set_slot(event_class::FD, source.session.0 as i64);
    event.set_slot(event_class::DISPATCH_TIME, time);
    event.set_slot(event_class::DATA, data);
    event.into()
}
