//! What callbacks of requests need: the hot path clones one pointer into their coroutines. Must not know which event it was.

use std::rc::Rc;

use rswoole_engine::ids::WorkerId;
use rswoole_engine::server::Shared;
use rswoole_engine::worker::{Gateway, Source};

use super::sessions::event_object;
use crate::admission::Admission;
use crate::http::serving::HttpPort;
use crate::packets;
use crate::zend::{Callable, Object, Outcome, Zv};

/// What Receive needs, shared with the coroutines that run it: the hot path clones one pointer.
pub(super) struct Requests {
    pub(super) id: WorkerId,
    pub(super) server: Object,
    pub(super) shared: Rc<Shared>,
    pub(super) gateway: Rc<dyn Gateway>,
    /// Receive callbacks by port, Packet callbacks for datagrams.
    pub(super) receive: Vec<Option<Callable>>,
    pub(super) event_object: bool,
    /// By port; `None`: it does not speak HTTP.
    pub(super) http: Vec<Option<HttpPort>>,
    /// Requests of HTTP.
    pub(super) admission: Admission,
    /// Requests after which this worker is replaced.
    pub(super) limit: u64,
}

impl Requests {
    /// Calls the callback of one request by `call`.
    #[inline]
    pub(super) fn serve(
        &self,
        source: Source,
        data: Zv,
        call: impl FnOnce(&Callable, &mut [Zv]) -> Outcome<Zv>,
    ) -> Outcome<Zv> {
        let Some(callable) = &self.receive[usize::from(source.port.0)] else { return Ok(Zv::NULL) };
        let (server, reactor) = (Zv::from(&self.server), i64::from(source.reactor.0));
        let result = if self.event_object {
            call(callable, &mut [server, event_object(source, reactor, source.time, data)])
        } else {
            call(callable, &mut [server, Zv::int(source.session.0 as i64), Zv::int(reactor), data])
        };
        self.request_is_over();
        result
    }

    /// As `serve`, for a datagram: `args` is what comes after the server.
    pub(super) fn serve_packet(
        &self,
        port: usize,
        args: packets::Arguments,
        call: fn(&Callable, &mut [Zv]) -> Outcome<Zv>,
    ) -> Outcome<Zv> {
        let Some(callable) = &self.receive[port] else { return Ok(Zv::NULL) };
        let server = Zv::from(&self.server);
        let result = match args {
            packets::Arguments::Object(packet) => call(callable, &mut [server, packet]),
            packets::Arguments::Plain(data, client) => call(callable, &mut [server, data, client]),
        };
        self.request_is_over();
        result
    }

    /// Counted when it is over, however long it was suspended.
    pub(super) fn request_is_over(&self) {
        if self.shared.counters.worker(self.id).note_request() >= self.limit {
            self.gateway.stop();
        }
    }
}

/// The place of a request that was admitted.
pub(super) struct Inside(Rc<Requests>);

impl Inside {
    pub(super) fn of(requests: &Rc<Requests>) -> Inside {
        requests.tell_concurrency();
        Inside(Rc::clone(requests))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.admission.leave();
        self.0.tell_concurrency();
    }
}

impl Requests {
    /// At once, not when the worker is idle: reactors dispatch by it (`dispatch_mode` 10).
    fn tell_concurrency(&self) {
        self.shared.counters.worker(self.id).set_concurrency(self.admission.inside());
    }

    /// Counted when it is over, however long it was suspended.
    pub(super) fn task_is_over(&self, limit: u64) {
        let row = self.shared.counters.worker(self.id);
        row.task_is_over();
        if row.note_request() >= limit {
            self.gateway.stop();
        }
    }
}
