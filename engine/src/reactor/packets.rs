//! Receiving datagrams: takes them from the socket in batches and hands each to the sink. What the sink has no room for waits, first here
//! and then in the kernel: nothing that was received is dropped.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::rate_limit::RateLimit;
use super::{Delivery, Sink};
use crate::events::{Packet, Source};
use crate::ids::{PortIndex, ReactorId, SessionId};
use crate::net::DatagramReceiver;
use crate::shm::counters::Counters;
use crate::sys::clock::unix_micros;

/// Runs until its task is dropped.
pub async fn packet_loop(
    mut receiver: DatagramReceiver,
    port: PortIndex,
    reactor: ReactorId,
    sink: Rc<dyn Sink>,
    counters: Counters,
) {
    let warnings = RateLimit::new(Duration::from_secs(5));
    loop {
        let count = match poll_fn(|cx| receiver.poll_receive(cx)).await {
            Ok(count) => count,
            Err(error) => {
                if let Some(more) = warnings.permit(Instant::now()) {
                    let local = receiver.local();
                    tracing::warn!("cannot receive on {local}: {error} ({more} more since the last report)");
                }
                tokio::time::sleep(BACK_OFF).await;
                continue;
            }
        };
        let time = unix_micros() as f64 / 1_000_000.0;
        for index in 0..count {
            let received = receiver.get(index);
            if received.truncated {
                if let Some(more) = warnings.permit(Instant::now()) {
                    let (local, limit) = (receiver.local(), received.data.len());
                    tracing::warn!(
                        "a datagram on {local} was larger than {limit} bytes and is dropped ({more} more since the last report)"
                    );
                }
                continue;
            }
            // As the original does: there is nothing to hand over.
            if received.data.is_empty() {
                continue;
            }
            counters.reactor(reactor).note_received(received.data.len() as u64);
            let packet = Packet { reactor, port, time, peer: received.peer, data: received.data };
            while sink.packet(&packet) == Delivery::Full {
                room(&*sink, &packet).await;
            }
        }
        if count == receiver.at_once() {
            // A socket that always has more must let the others have their turn.
            tokio::task::yield_now().await;
        }
    }
}

/// Until it may be worth another try.
async fn room(sink: &dyn Sink, packet: &Packet<'_>) {
    let source = Source { session: SessionId(0), reactor: packet.reactor, port: packet.port, time: packet.time };
    let mut asked = false;
    poll_fn(|cx| {
        if asked {
            return Poll::Ready(());
        }
        asked = true;
        sink.poll_room(source, cx)
    })
    .await;
}

const BACK_OFF: Duration = Duration::from_millis(100);
