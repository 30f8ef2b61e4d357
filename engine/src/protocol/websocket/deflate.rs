//! permessage-deflate (RFC 7692): what both ends agreed on, compression, and decompression that never makes more than it is
//! allowed to. It must not know frames.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::Violation;

/// What a message ends with after a sync flush; left out on the wire.
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];
const NAME: &str = "permessage-deflate";
const STEP: usize = 16 << 10;

/// What the handshake agreed on. The window bits are those of the sender named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    pub server_no_context_takeover: bool,
    pub client_no_context_takeover: bool,
    pub server_max_window_bits: u8,
    pub client_max_window_bits: u8,
}

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters {
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits: 15,
            client_max_window_bits: 15,
        }
    }
}

/// What a server answers to an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub parameters: Parameters,
    /// The value of its `Sec-WebSocket-Extensions`.
    pub header: String,
}

/// For a server: the first offer in `Sec-WebSocket-Extensions` that it can follow.
pub fn accept_offer(extensions: &str) -> Option<Offer> {
    extensions.split(',').find_map(|offer| {
        let (parameters, client_may_limit) = parse(offer)?;
        let mut header = NAME.to_owned();
        for (on, name) in [
            (parameters.server_no_context_takeover, "; server_no_context_takeover"),
            (parameters.client_no_context_takeover, "; client_no_context_takeover"),
        ] {
            if on {
                header.push_str(name);
            }
        }
        if parameters.server_max_window_bits < 15 {
            header.push_str(&format!("; server_max_window_bits={}", parameters.server_max_window_bits));
        }
        if client_may_limit && parameters.client_max_window_bits < 15 {
            header.push_str(&format!("; client_max_window_bits={}", parameters.client_max_window_bits));
        }
        Some(Offer { parameters, header })
    })
}

/// For a client that offered it: what the server's `Sec-WebSocket-Extensions` says. None: it said anything else, or nothing.
pub fn agreed_parameters(extensions: &str) -> Option<Parameters> {
    if extensions.contains(',') {
        return None;
    }
    parse(extensions).map(|(parameters, _)| parameters)
}

/// None: another extension, an unknown or repeated parameter, a wrong value. (A window of 8 bits is one that no deflate library
/// can write, so such an offer is declined.)
fn parse(offer: &str) -> Option<(Parameters, bool)> {
    let mut parts = offer.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case(NAME) {
        return None;
    }
    let mut parameters = Parameters::default();
    let (mut seen, mut client_may_limit) = (0u8, false);
    for part in parts {
        let (name, value) = match part.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim().trim_matches('"'))),
            None => (part, None),
        };
        let bits = || value.and_then(|value| value.parse::<u8>().ok()).filter(|bits| (9..=15).contains(bits));
        let bit = match name {
            "server_no_context_takeover" if value.is_none() => {
                parameters.server_no_context_takeover = true;
                1
            }
            "client_no_context_takeover" if value.is_none() => {
                parameters.client_no_context_takeover = true;
                2
            }
            "server_max_window_bits" => {
                parameters.server_max_window_bits = bits()?;
                4
            }
            "client_max_window_bits" => {
                client_may_limit = true;
                if value.is_some() {
                    parameters.client_max_window_bits = bits()?;
                }
                8
            }
            _ => return None,
        };
        if seen & bit != 0 {
            return None;
        }
        seen |= bit;
    }
    Some((parameters, client_may_limit))
}

/// Compresses the messages of one direction.
#[derive(Debug)]
pub struct Deflater {
    stream: Compress,
    takeover: bool,
}

impl Deflater {
    pub fn new(window_bits: u8, takeover: bool) -> Deflater {
        let stream = Compress::new_with_window_bits(Compression::default(), false, window_bits.clamp(9, 15));
        Deflater { stream, takeover }
    }

    /// One message, without the tail.
    pub fn message(&mut self, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(data.len() / 2 + 64);
        let mut rest = data;
        loop {
            let before = self.stream.total_in();
            // The stream is ours and never finished, so it can not refuse; without progress there is nothing more to come.
            let done = self.stream.compress_vec(rest, &mut out, FlushCompress::Sync);
            rest = &rest[usize::try_from(self.stream.total_in() - before).unwrap_or(rest.len())..];
            if done.is_err() || (rest.is_empty() && out.len() < out.capacity()) {
                break;
            }
            out.reserve(STEP);
        }
        if out.ends_with(&TAIL) {
            out.truncate(out.len() - TAIL.len());
        }
        if !self.takeover {
            self.stream.reset();
        }
        // RFC 7692, 7.2.3.6: an empty message is one byte, not none.
        if out.is_empty() {
            out.push(0);
        }
        out
    }
}

/// Decompresses the messages of one direction.
#[derive(Debug)]
pub struct Inflater {
    stream: Decompress,
    takeover: bool,
}

impl Inflater {
    /// A window of 15 bits reads what any smaller one wrote.
    pub fn new(takeover: bool) -> Inflater {
        Inflater { stream: Decompress::new_with_window_bits(false, 15), takeover }
    }

    /// One whole message; at most `limit` bytes come out.
    pub fn message(&mut self, data: &[u8], limit: usize) -> Result<Vec<u8>, Violation> {
        let mut out = Vec::new();
        let ended = self.append(data, &mut out, limit)?;
        // A message may end with a final block (RFC 7692, 7.2.3.4); the tail then belongs to no stream.
        if ended || self.append(&TAIL, &mut out, limit)? || !self.takeover {
            self.stream.reset(false);
        }
        Ok(out)
    }

    fn append(&mut self, data: &[u8], out: &mut Vec<u8>, limit: usize) -> Result<bool, Violation> {
        let mut rest = data;
        loop {
            if out.len() > limit {
                return Err(Violation::TooLong { limit, length: out.len() as u64 });
            }
            // One byte more than allowed tells "too long" from "just fits".
            out.reserve_exact(STEP.min(limit + 1 - out.len()).max(1));
            let (before_in, before_out) = (self.stream.total_in(), out.len());
            let status =
                self.stream.decompress_vec(rest, out, FlushDecompress::Sync).map_err(|_| Violation::BadCompression)?;
            let taken = usize::try_from(self.stream.total_in() - before_in).unwrap_or(rest.len());
            rest = &rest[taken..];
            if status == Status::StreamEnd {
                return if out.len() > limit {
                    Err(Violation::TooLong { limit, length: out.len() as u64 })
                } else {
                    Ok(true)
                };
            }
            let full = out.len() == out.capacity();
            if !full && rest.is_empty() {
                return if out.len() > limit {
                    Err(Violation::TooLong { limit, length: out.len() as u64 })
                } else {
                    Ok(false)
                };
            }
            if !full && taken == 0 && out.len() == before_out {
                return Err(Violation::BadCompression);
            }
        }
    }
}
