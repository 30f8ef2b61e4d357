//! Counts what a peer sends beside requests and bodies: frames that cost the server work and bring nobody anything (RFC 9113, section 10.5).
//! A peer has a stock of them that fills again with time; who uses it up is a flood. Reads the heads of frames only.

use super::frame::{CONTINUATION, DATA, HEADERS, PING, RST_STREAM, SETTINGS, WINDOW_UPDATE};
use super::{FRAME_HEAD, PREFACE};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    Fine,
    /// More than anybody needs.
    Flood,
    /// The first frame is not SETTINGS.
    BadPreface,
    /// A frame of a length that its type does not have (RFC 9113, section 4.2).
    BadLength,
}

/// Of one connection. Shown every byte that comes, in order.
#[derive(Debug)]
pub struct Meter {
    /// Of the preface and then of each frame: what is still to come of its payload, and its head as far as it is there.
    rest: usize,
    head: [u8; FRAME_HEAD],
    have: usize,
    first: bool,
    /// The increment of a WINDOW_UPDATE is being read.
    increment: Option<(u32, u8)>,
    in_headers: bool,
    frames: u64,
    resets: Stock,
    idle: Stock,
}

impl Meter {
    pub fn new(now: u64) -> Meter {
        Meter {
            rest: PREFACE.len(),
            head: [0; FRAME_HEAD],
            have: 0,
            first: true,
            increment: None,
            in_headers: false,
            frames: 0,
            resets: Stock { left: RESETS, at: now, most: RESETS, per_second: RESETS_PER_SECOND },
            idle: Stock { left: IDLE, at: now, most: IDLE, per_second: IDLE_PER_SECOND },
        }
    }

    /// The peer has begun a frame, or the fields of a request, and not come to their end.
    pub fn is_amid(&self) -> bool {
        self.rest > 0 || self.have > 0 || self.in_headers
    }

    /// How many frames have begun; all of the fields of one request count as one.
    pub fn begun(&self) -> u64 {
        self.frames
    }

    /// `now`: microseconds.
    pub fn feed(&mut self, mut bytes: &[u8], now: u64) -> Finding {
        while !bytes.is_empty() {
            if self.rest > 0 {
                bytes = self.payload(bytes);
                if self.increment.is_some_and(|(_, have)| have == 4) && self.small_update() && !self.idle.take(now) {
                    return Finding::Flood;
                }
                continue;
            }
            let taken = bytes.len().min(FRAME_HEAD - self.have);
            self.head[self.have..self.have + taken].copy_from_slice(&bytes[..taken]);
            self.have += taken;
            bytes = &bytes[taken..];
            if self.have == FRAME_HEAD {
                self.have = 0;
                match self.frame(now) {
                    Finding::Fine => {}
                    finding => return finding,
                }
            }
        }
        Finding::Fine
    }

    fn payload<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let taken = bytes.len().min(self.rest);
        if let Some((value, have)) = &mut self.increment {
            for &byte in &bytes[..taken] {
                (*value, *have) = (*value << 8 | u32::from(byte), have.saturating_add(1));
            }
        }
        self.rest -= taken;
        &bytes[taken..]
    }

    /// True once for each WINDOW_UPDATE that hardly opens the window.
    fn small_update(&mut self) -> bool {
        self.increment.take().is_some_and(|(value, _)| value < SMALL_INCREMENT)
    }

    fn frame(&mut self, now: u64) -> Finding {
        let [a, b, c, kind, flags, ..] = self.head;
        self.rest = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        if std::mem::take(&mut self.first) && kind != SETTINGS {
            return Finding::BadPreface;
        }
        let fits = match kind {
            RST_STREAM | WINDOW_UPDATE => self.rest == 4,
            SETTINGS => self.rest % 6 == 0 && (self.rest == 0 || flags & ACK == 0),
            PING => self.rest == 8,
            _ => true,
        };
        if !fits {
            return Finding::BadLength;
        }
        self.increment = (kind == WINDOW_UPDATE).then_some((0, 0));
        if kind != CONTINUATION {
            self.frames += 1;
        }
        if matches!(kind, HEADERS | CONTINUATION) {
            self.in_headers = flags & END_HEADERS == 0;
        }
        let stock = match kind {
            HEADERS => return Finding::Fine,
            DATA if self.rest > 0 || flags & END_STREAM != 0 => return Finding::Fine,
            WINDOW_UPDATE => return Finding::Fine,
            RST_STREAM => &mut self.resets,
            _ => &mut self.idle,
        };
        if stock.take(now) { Finding::Fine } else { Finding::Flood }
    }
}

/// A stock of frames that fills again with time.
#[derive(Debug)]
struct Stock {
    left: u64,
    at: u64,
    most: u64,
    per_second: u64,
}

impl Stock {
    fn take(&mut self, now: u64) -> bool {
        let more = now.saturating_sub(self.at) * self.per_second / 1_000_000;
        if more > 0 {
            self.left = (self.left + more).min(self.most);
            self.at = now;
        }
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// As much as a page full of pictures that somebody leaves; afterwards as much as a program that gives up early on all it asks.
const RESETS: u64 = 1_000;
const RESETS_PER_SECOND: u64 = 100;
/// PING, SETTINGS, PRIORITY, CONTINUATION, empty DATA and what nobody knows.
const IDLE: u64 = 4_000;
const IDLE_PER_SECOND: u64 = 500;
const SMALL_INCREMENT: u32 = 256;
