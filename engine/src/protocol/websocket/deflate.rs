//! permessage-deflate (RFC 7692): what both ends agreed on, compression, and decompression that never makes more than it is
//! allowed to. It must not know frames.

use std::cell::RefCell;

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

impl Offer {
    fn new(parameters: Parameters, client_may_limit: bool) -> Offer {
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
        Offer { parameters, header }
    }
}

/// For a server: the first offer in `Sec-WebSocket-Extensions` that it can follow.
pub fn accept_offer(extensions: &str) -> Option<Offer> {
    extensions.split(',').find_map(parse).map(|(parameters, may_limit)| Offer::new(parameters, may_limit))
}

/// The same for a server that keeps nothing from one message to the next, in neither direction. A server may always ask for that
/// (RFC 7692, 7.1.1).
pub fn accept_offer_without_takeover(extensions: &str) -> Option<Offer> {
    let (mut parameters, may_limit) = extensions.split(',').find_map(parse)?;
    parameters.server_no_context_takeover = true;
    parameters.client_no_context_takeover = true;
    Some(Offer::new(parameters, may_limit))
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

/// Compresses the messages of one direction. Without takeover a message has no memory of the one before, so all connections of a
/// thread share the (large) state.
#[derive(Debug)]
pub struct Deflater {
    window_bits: u8,
    own: Option<Compress>,
}

thread_local! {
    /// By window bits, from 9 on.
    static DEFLATERS: RefCell<[Option<Compress>; 7]> = const { RefCell::new([const { None }; 7]) };
    static INFLATER: RefCell<Option<Decompress>> = const { RefCell::new(None) };
}

impl Deflater {
    pub fn new(window_bits: u8, takeover: bool) -> Deflater {
        let window_bits = window_bits.clamp(9, 15);
        Deflater { window_bits, own: takeover.then(|| compressor(window_bits)) }
    }

    /// One message, without the tail.
    pub fn message(&mut self, data: &[u8]) -> Vec<u8> {
        let bits = self.window_bits;
        match &mut self.own {
            Some(stream) => deflate(stream, data),
            None => DEFLATERS.with_borrow_mut(|all| {
                let stream = all[usize::from(bits - 9)].get_or_insert_with(|| compressor(bits));
                let out = deflate(stream, data);
                stream.reset();
                out
            }),
        }
    }
}

fn compressor(window_bits: u8) -> Compress {
    Compress::new_with_window_bits(Compression::default(), false, window_bits)
}

fn deflate(stream: &mut Compress, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 2 + 64);
    let mut rest = data;
    loop {
        let before = stream.total_in();
        // The stream is ours and never finished, so it can not refuse; without progress there is nothing more to come.
        let done = stream.compress_vec(rest, &mut out, FlushCompress::Sync);
        rest = &rest[usize::try_from(stream.total_in() - before).unwrap_or(rest.len())..];
        if done.is_err() || (rest.is_empty() && out.len() < out.capacity()) {
            break;
        }
        out.reserve(STEP);
    }
    if out.ends_with(&TAIL) {
        out.truncate(out.len() - TAIL.len());
    }
    // RFC 7692, 7.2.3.6: an empty message is one byte, not none.
    if out.is_empty() {
        out.push(0);
    }
    out
}

/// Decompresses the messages of one direction. Without takeover all connections of a thread share the state: an idle one holds
/// nothing.
#[derive(Debug)]
pub struct Inflater {
    own: Option<Decompress>,
}

impl Inflater {
    pub fn new(takeover: bool) -> Inflater {
        Inflater { own: takeover.then(decompressor) }
    }

    /// One whole message; at most `limit` bytes come out.
    pub fn message(&mut self, data: &[u8], limit: usize) -> Result<Vec<u8>, Violation> {
        match &mut self.own {
            Some(stream) => inflate(stream, data, limit),
            None => INFLATER.with_borrow_mut(|shared| {
                let stream = shared.get_or_insert_with(decompressor);
                let plain = inflate(stream, data, limit);
                stream.reset(false);
                plain
            }),
        }
    }
}

/// A window of 15 bits reads what any smaller one wrote.
fn decompressor() -> Decompress {
    Decompress::new_with_window_bits(false, 15)
}

fn inflate(stream: &mut Decompress, data: &[u8], limit: usize) -> Result<Vec<u8>, Violation> {
    let mut out = Vec::new();
    // A message may end with a final block (RFC 7692, 7.2.3.4); the tail then belongs to no stream.
    if append(stream, data, &mut out, limit)? || append(stream, &TAIL, &mut out, limit)? {
        stream.reset(false);
    }
    Ok(out)
}

/// True: the stream came to its end.
fn append(stream: &mut Decompress, data: &[u8], out: &mut Vec<u8>, limit: usize) -> Result<bool, Violation> {
    let mut rest = data;
    loop {
        within(out, limit)?;
        // One byte more than allowed tells "too long" from "just fits".
        out.reserve_exact(STEP.min(limit + 1 - out.len()).max(1));
        let (before_in, before_out) = (stream.total_in(), out.len());
        let status = stream.decompress_vec(rest, out, FlushDecompress::Sync).map_err(|_| Violation::BadCompression)?;
        let taken = usize::try_from(stream.total_in() - before_in).unwrap_or(rest.len());
        rest = &rest[taken..];
        let full = out.len() == out.capacity();
        if status == Status::StreamEnd || (!full && rest.is_empty()) {
            return within(out, limit).map(|()| status == Status::StreamEnd);
        }
        if !full && taken == 0 && out.len() == before_out {
            return Err(Violation::BadCompression);
        }
    }
}

fn within(out: &[u8], limit: usize) -> Result<(), Violation> {
    if out.len() > limit { Err(Violation::TooLong { limit, length: out.len() as u64 }) } else { Ok(()) }
}
