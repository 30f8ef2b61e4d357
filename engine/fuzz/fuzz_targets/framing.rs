//! Every framing rule over any bytes: the same packets wherever the stream is cut, none longer than allowed, no memory beyond that, and
//! nothing lost or made up.

#![no_main]

use std::mem::discriminant;
use std::rc::Rc;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use rswoole_engine::protocol::{Decoded, Eof, Framing, LengthField, LengthType, PackageLength, Rule, Violation};
use rswoole_fuzz::pieces;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    rule: AnyRule<'a>,
    max: u16,
    cuts: &'a [u8],
    data: &'a [u8],
}

#[derive(Arbitrary, Debug)]
enum AnyRule<'a> {
    EofCheck(&'a [u8]),
    EofSplit(&'a [u8]),
    Length { letter: u8, offset: u16, body: i64 },
    Function { digits: u8 },
    Mqtt,
}

/// A function of the application: so many digits, then as many bytes as they say.
struct Digits(usize);

impl PackageLength for Digits {
    fn package_length(&self, data: &[u8]) -> i64 {
        let Some(digits) = data.get(..self.0) else { return 0 };
        let number = std::str::from_utf8(digits).ok().and_then(|text| text.parse::<i64>().ok());
        number.map_or(-1, |number| number.saturating_add(self.0 as i64))
    }
}

fn rule(rule: &AnyRule<'_>) -> Option<Rule> {
    Some(match *rule {
        AnyRule::EofCheck(mark) => Rule::EofCheck(Eof::new(mark)?),
        AnyRule::EofSplit(mark) => Rule::EofSplit(Eof::new(mark)?),
        AnyRule::Length { letter, offset, body } => {
            let letters = b"cCsSnvlLNVqQJP";
            let kind = LengthType::from_letter(letters[usize::from(letter) % letters.len()])?;
            // As far as the settings allow.
            Rule::Length(LengthField { kind, offset: usize::from(offset) % 64, body_offset: body.clamp(-64, 8192) })
        }
        AnyRule::Function { .. } => Rule::LengthFunction,
        AnyRule::Mqtt => Rule::Mqtt,
    })
}

fn feed(framing: Framing, function: &Rc<dyn PackageLength>, chunks: &[&[u8]]) -> (Vec<Vec<u8>>, Option<Violation>) {
    let Some(mut codec) = framing.codec(Some(function)) else { return (Vec::new(), None) };
    let (mut packets, mut input, mut wanted) = (Vec::new(), Vec::new(), 0);
    for chunk in chunks {
        input.extend_from_slice(chunk);
        while !input.is_empty() && input.len() >= wanted {
            match codec.decode(&input) {
                Ok(Decoded::Packet { length }) => {
                    assert!((1..=input.len()).contains(&length), "a packet of {length} in {}", input.len());
                    assert!(length <= framing.max_length, "a packet of {length}, allowed are {}", framing.max_length);
                    wanted = 0;
                    packets.push(input.drain(..length).collect());
                }
                Ok(Decoded::Incomplete { wanted: more }) => {
                    assert!(more > input.len(), "{more} bytes are there already");
                    // What is held back can become a packet, or is short of a header.
                    assert!(more <= framing.max_length + 72, "{more} bytes are waited for");
                    wanted = more;
                }
                Err(violation) => return (packets, Some(violation)),
            }
        }
    }
    assert!(input.len() <= framing.max_length + 72, "{} bytes are held", input.len());
    let total: usize = packets.iter().map(Vec::len).sum();
    assert_eq!(total + input.len(), chunks.iter().map(|chunk| chunk.len()).sum::<usize>());
    (packets, None)
}

fuzz_target!(|input: Input<'_>| {
    let Some(rule) = rule(&input.rule) else { return };
    let digits = match input.rule {
        AnyRule::Function { digits } => usize::from(digits % 10),
        _ => 1,
    };
    let function: Rc<dyn PackageLength> = Rc::new(Digits(digits));
    let framing = Framing { rule, max_length: usize::from(input.max).max(16) };
    let cut = feed(framing, &function, &pieces(input.data, input.cuts));
    if matches!(rule, Rule::EofCheck(_)) {
        // Where reads end is what it looks at.
        return;
    }
    let whole = feed(framing, &function, &[input.data]);
    assert_eq!(whole.0, cut.0);
    assert_eq!(whole.1.as_ref().map(discriminant), cut.1.as_ref().map(discriminant));
});
