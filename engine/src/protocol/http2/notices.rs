//! What a server says of its connection as a whole: its settings, and that it takes no more requests. The `h2` crate acts on both and shows neither.
//! Looks at every frame's head and keeps the payload of those two kinds; must not judge.

use super::FRAME_HEAD;
use super::frame::{GOAWAY, HEADERS, SETTINGS};

/// The settings of one side (RFC 9113, section 6.5.2). `u32::MAX`: no limit was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub header_table: u32,
    pub streams: u32,
    pub window: u32,
    pub frame: u32,
    pub header_list: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { header_table: 4_096, streams: u32::MAX, window: 65_535, frame: 16_384, header_list: u32::MAX }
    }
}

/// The server says goodbye: streams beyond `last` it did not look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoAway {
    pub last: u32,
    pub code: u32,
    pub debug: Vec<u8>,
}

/// Of one connection. Shown every byte that comes from the server, in order.
#[derive(Debug, Default)]
pub struct Notices {
    head: [u8; FRAME_HEAD],
    have: usize,
    /// What is still to come of the payload.
    rest: usize,
    /// What came of one that matters.
    payload: Vec<u8>,
    pub settings: Settings,
    pub goaway: Option<GoAway>,
    /// The last stream whose answer began.
    pub answered: u32,
}

impl Notices {
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() || self.is_complete() {
            if self.is_complete() {
                self.note();
                self.have = 0;
                self.payload.clear();
                continue;
            }
            if self.have < FRAME_HEAD {
                let taken = bytes.len().min(FRAME_HEAD - self.have);
                self.head[self.have..self.have + taken].copy_from_slice(&bytes[..taken]);
                self.have += taken;
                bytes = &bytes[taken..];
                if self.have == FRAME_HEAD {
                    let [a, b, c, ..] = self.head;
                    self.rest = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
                }
                continue;
            }
            let taken = bytes.len().min(self.rest);
            if matches!(self.head[3], GOAWAY | SETTINGS) {
                let room = MOST.saturating_sub(self.payload.len());
                self.payload.extend_from_slice(&bytes[..taken.min(room)]);
            }
            self.rest -= taken;
            bytes = &bytes[taken..];
        }
    }

    fn is_complete(&self) -> bool {
        self.have == FRAME_HEAD && self.rest == 0
    }

    fn note(&mut self) {
        let [_, _, _, kind, flags, a, b, c, d] = self.head;
        match kind {
            HEADERS => self.answered = self.answered.max(number([a, b, c, d])),
            SETTINGS if flags & ACK == 0 => {
                for setting in self.payload.chunks_exact(6) {
                    let value = u32::from_be_bytes([setting[2], setting[3], setting[4], setting[5]]);
                    match u16::from_be_bytes([setting[0], setting[1]]) {
                        1 => self.settings.header_table = value,
                        3 => self.settings.streams = value,
                        4 => self.settings.window = value,
                        5 => self.settings.frame = value,
                        6 => self.settings.header_list = value,
                        _ => {}
                    }
                }
            }
            GOAWAY => {
                let Some((last, rest)) = self.payload.split_first_chunk() else { return };
                let Some((code, debug)) = rest.split_first_chunk() else { return };
                let code = u32::from_be_bytes(*code);
                self.goaway = Some(GoAway { last: number(*last), code, debug: debug.to_vec() });
            }
            _ => {}
        }
    }
}

/// Without the bit that is reserved.
fn number(bytes: [u8; 4]) -> u32 {
    u32::from_be_bytes(bytes) & (u32::MAX >> 1)
}

const ACK: u8 = 1;
/// Of a payload: what a frame may have where nothing else was agreed on.
const MOST: usize = 16 << 10;
