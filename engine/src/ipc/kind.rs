//! The kinds of messages, and the bytes before the payload of those that carry an event. A number that comes off a ring is
//! checked before it becomes a kind.

use crate::ids::{PortIndex, ReactorId, StreamId};

/// A set of message kinds that goes over one ring.
pub trait MessageKind: Copy + Eq + std::fmt::Debug {
    fn code(self) -> u16;
    fn from_code(code: u16) -> Option<Self>;

    /// The first message of a producer that took over: what its predecessor half sent will never be completed.
    fn starts_over(self) -> bool {
        false
    }
}

/// Reactor → worker. The payload starts with an `EventPrefix` where nothing else is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum ToWorker {
    Connect = 1,
    /// Bytes that the peer sent, after the prefix.
    Receive = 2,
    Close = 3,
    /// The outbox went over the high watermark.
    BufferFull = 4,
    /// The outbox went under the low watermark again.
    BufferEmpty = 5,
    /// Answer to `Watch`: nothing waits in the outbox of the session (payload: nothing) or of one of its streams (a [`StreamSign`]), or it
    /// is gone. No prefix.
    Drained = 6,
    /// To be sent back as it is. What was sent before it has then been handled. No prefix.
    Marker = 7,
    /// A datagram: after the prefix its peer (see `packet`) and its bytes. Of no session.
    Packet = 8,
    /// A request: after the prefix the length of its index (4 bytes), the index, and its bytes.
    Request = 9,
    /// A message of WebSocket: after the prefix its opcode and its flags (a byte each), and its data.
    Message = 10,
}

/// Worker → reactor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum ToReactor {
    /// The first message of each life of a worker. Payload: the position (8 bytes) at which it takes the ring over, so that what lies before it
    /// and is not answered was lost with its predecessor; nothing, from one that has retired.
    Hello = 1,
    /// Bytes for the peer.
    Send = 2,
    /// Close once everything queued is sent. The payload is one byte: 1 when the application was told of the end already.
    Close = 3,
    /// Close at once, with RST. Payload as `Close`.
    Reset = 4,
    /// Stop reading.
    Pause = 5,
    Resume = 6,
    /// Start reading a session accepted under `enable_delay_receive`.
    Confirm = 7,
    /// The application has seen the end of the session: its slot may be freed.
    Released = 8,
    /// Tell with `Drained` when nothing waits in the outbox of the session any more, or of one of its streams (a [`StreamSign`]).
    Watch = 9,
    /// The answer to `ToWorker::Marker`.
    Marker = 10,
    /// As `ToWorker::Drained`, where both sides are BASE workers.
    Drained = 11,
    /// A part of a file for the peer (see `files`), in its place among what is sent.
    SendFile = 12,
    /// A part of the answer to a request. The payload begins with one byte: 0, more follows; else `After` and one.
    Answer = 13,
    /// A part of the answer to the request of a stream: its number (4 bytes) and a `protocol::http2::Answer`.
    StreamAnswer = 14,
    /// As `SendFile`, behind the number of a stream (4 bytes).
    StreamFile = 15,
    /// For the connection as a whole (`events::Control`).
    Control = 16,
    /// Somebody else answers the request (of a stream, 4 bytes): it is not lost when this worker dies.
    Disowned = 17,
    /// From the manager: a process that had retired from the id of the payload (4 bytes) is gone, and what it did not answer is lost.
    RetiredGone = 18,
}

/// Process → process, over post boxes. The payload starts with a `MailPrefix`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum Mail {
    /// Work for a task worker.
    Task = 1,
    /// What became of it, for the process that gave it.
    Finish = 2,
    /// The same, for a caller that waits for it.
    Answer = 3,
    /// What `sendMessage` sends.
    Message = 4,
}

impl MessageKind for Mail {
    fn code(self) -> u16 {
        self as u16
    }

    fn from_code(code: u16) -> Option<Mail> {
        Some(match code {
            1 => Mail::Task,
            2 => Mail::Finish,
            3 => Mail::Answer,
            4 => Mail::Message,
            _ => return None,
        })
    }
}

impl MessageKind for ToWorker {
    #[inline]
    fn code(self) -> u16 {
        self as u16
    }

    #[inline]
    fn from_code(code: u16) -> Option<ToWorker> {
        Some(match code {
            1 => ToWorker::Connect,
            2 => ToWorker::Receive,
            3 => ToWorker::Close,
            4 => ToWorker::BufferFull,
            5 => ToWorker::BufferEmpty,
            6 => ToWorker::Drained,
            7 => ToWorker::Marker,
            8 => ToWorker::Packet,
            9 => ToWorker::Request,
            10 => ToWorker::Message,
            _ => return None,
        })
    }
}

impl MessageKind for ToReactor {
    #[inline]
    fn code(self) -> u16 {
        self as u16
    }

    #[inline]
    fn from_code(code: u16) -> Option<ToReactor> {
        Some(match code {
            1 => ToReactor::Hello,
            2 => ToReactor::Send,
            3 => ToReactor::Close,
            4 => ToReactor::Reset,
            5 => ToReactor::Pause,
            6 => ToReactor::Resume,
            7 => ToReactor::Confirm,
            8 => ToReactor::Released,
            9 => ToReactor::Watch,
            10 => ToReactor::Marker,
            11 => ToReactor::Drained,
            12 => ToReactor::SendFile,
            13 => ToReactor::Answer,
            14 => ToReactor::StreamAnswer,
            15 => ToReactor::StreamFile,
            16 => ToReactor::Control,
            17 => ToReactor::Disowned,
            18 => ToReactor::RetiredGone,
            _ => return None,
        })
    }

    fn starts_over(self) -> bool {
        self == ToReactor::Hello
    }
}

/// Where and when an event of a session happened: the first 16 bytes of each `ToWorker` payload. Sent as a part of its own, so
/// that the bytes behind it go from the socket's buffer to the ring in one copy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EventPrefix {
    /// Seconds since the Unix epoch.
    pub time: f64,
    pub reactor: ReactorId,
    pub port: PortIndex,
    /// Of a request.
    pub stream: StreamId,
}

impl EventPrefix {
    pub const SIZE: usize = 16;

    #[inline]
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..8].copy_from_slice(&self.time.to_ne_bytes());
        bytes[8..10].copy_from_slice(&self.reactor.0.to_ne_bytes());
        bytes[10..12].copy_from_slice(&self.port.0.to_ne_bytes());
        bytes[12..].copy_from_slice(&self.stream.0.to_ne_bytes());
        bytes
    }

    /// The prefix and what follows it; none when there is no prefix.
    #[inline]
    pub fn split(payload: &[u8]) -> Option<(EventPrefix, &[u8])> {
        let (bytes, rest) = payload.split_first_chunk::<{ Self::SIZE }>()?;
        let [t0, t1, t2, t3, t4, t5, t6, t7, r0, r1, p0, p1, s0, s1, s2, s3] = *bytes;
        let prefix = EventPrefix {
            time: f64::from_ne_bytes([t0, t1, t2, t3, t4, t5, t6, t7]),
            reactor: ReactorId(u16::from_ne_bytes([r0, r1])),
            port: PortIndex(u16::from_ne_bytes([p0, p1])),
            stream: StreamId(u32::from_ne_bytes([s0, s1, s2, s3])),
        };
        Some((prefix, rest))
    }
}

/// Which stream of a session something is about, and whether it is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StreamSign {
    pub stream: StreamId,
    pub gone: bool,
}

impl StreamSign {
    pub fn to_bytes(self) -> [u8; 5] {
        let [a, b, c, d] = self.stream.0.to_ne_bytes();
        [a, b, c, d, u8::from(self.gone)]
    }

    /// `None`: it is about the session.
    pub fn parse(payload: &[u8]) -> Option<StreamSign> {
        let (stream, rest) = payload.split_first_chunk()?;
        Some(StreamSign { stream: StreamId(u32::from_ne_bytes(*stream)), gone: rest == [1] })
    }
}

/// Who sent it and what it belongs to: the first bytes of each `Mail` payload.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MailPrefix {
    /// The number of the sender.
    pub from: u32,
    /// Of the application; `IN_FILE` is ours.
    pub flags: u32,
    /// The sender's number of the task.
    pub task: u64,
    /// Seconds since the Unix epoch.
    pub time: f64,
}

impl MailPrefix {
    pub const SIZE: usize = 24;
    /// What follows is not the data, but the path of the file that holds it.
    pub const IN_FILE: u32 = 1;

    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..4].copy_from_slice(&self.from.to_ne_bytes());
        bytes[4..8].copy_from_slice(&self.flags.to_ne_bytes());
        bytes[8..16].copy_from_slice(&self.task.to_ne_bytes());
        bytes[16..].copy_from_slice(&self.time.to_ne_bytes());
        bytes
    }

    /// The prefix and what follows it; none when there is no prefix.
    pub fn split(payload: &[u8]) -> Option<(MailPrefix, &[u8])> {
        let (from, rest) = payload.split_first_chunk()?;
        let (flags, rest) = rest.split_first_chunk()?;
        let (task, rest) = rest.split_first_chunk()?;
        let (time, rest) = rest.split_first_chunk()?;
        let prefix = MailPrefix {
            from: u32::from_ne_bytes(*from),
            flags: u32::from_ne_bytes(*flags),
            task: u64::from_ne_bytes(*task),
            time: f64::from_ne_bytes(*time),
        };
        Some((prefix, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_round_trip<K: MessageKind>(known: std::ops::RangeInclusive<u16>) {
        for code in 0..=u16::MAX {
            assert_eq!(K::from_code(code).map(K::code), known.contains(&code).then_some(code));
        }
    }

    #[test]
    fn only_known_codes_become_kinds() {
        codes_round_trip::<ToWorker>(1..=10);
        codes_round_trip::<Mail>(1..=4);
        codes_round_trip::<ToReactor>(1..=18);
    }

    #[test]
    fn a_prefix_comes_back_with_what_followed_it() {
        let prefix = EventPrefix {
            time: 1_700_000_000.25,
            reactor: ReactorId(513),
            port: PortIndex(7),
            stream: StreamId(70_001),
        };
        let payload = [&prefix.to_bytes()[..], b"data"].concat();
        assert_eq!(EventPrefix::split(&payload), Some((prefix, &b"data"[..])));
        assert_eq!(EventPrefix::split(&payload[..15]), None);
    }
}
