//! What every codec owes: the same packets however the bytes arrive, bounded memory, and no panic whatever comes.

use std::cell::Cell;
use std::rc::Rc;

use super::*;

/// How a reader uses a codec, to the end of `chunks`: packets, what was left, and the violation.
fn feed(codec: &mut dyn Codec, chunks: &[&[u8]]) -> (Vec<Vec<u8>>, usize, Option<Violation>) {
    let (mut packets, mut input, mut wanted) = (Vec::new(), Vec::new(), 0);
    for chunk in chunks {
        input.extend_from_slice(chunk);
        while !input.is_empty() && input.len() >= wanted {
            match codec.decode(&input) {
                Ok(Decoded::Packet { length }) => {
                    assert!(length >= 1 && length <= input.len(), "{length} of {}", input.len());
                    wanted = 0;
                    packets.push(input.drain(..length).collect());
                }
                Ok(Decoded::Incomplete { wanted: more }) => {
                    assert!(more > input.len(), "{more} are there already: {}", input.len());
                    wanted = more;
                }
                Err(violation) => return (packets, input.len(), Some(violation)),
            }
        }
    }
    (packets, input.len(), None)
}

fn eof(mark: &str) -> Eof {
    Eof::new(mark.as_bytes()).unwrap()
}

fn field(letter: char, offset: usize, body_offset: i64) -> LengthField {
    LengthField { kind: LengthType::from_letter(letter as u8).unwrap(), offset, body_offset }
}

/// `package_length_func` of the manual: eight digits, then as many bytes.
struct Digits(Cell<u32>);

impl PackageLength for Digits {
    fn package_length(&self, data: &[u8]) -> i64 {
        self.0.set(self.0.get() + 1);
        if data.len() < 8 {
            return 0;
        }
        let number = std::str::from_utf8(&data[..8]).ok().and_then(|text| text.trim().parse::<i64>().ok());
        number.filter(|n| *n > 0).map_or(-1, |n| n + 8)
    }
}

fn digits() -> Rc<dyn PackageLength> {
    Rc::new(Digits(Cell::new(0)))
}

const MAX: usize = 1000;

fn framing(rule: Rule) -> Box<dyn Codec> {
    Framing { rule, max_length: MAX }.codec(Some(&digits())).unwrap()
}

/// A rule, and a stream of packets that it splits in the same way however it arrives.
fn streams() -> Vec<(Rule, Vec<Vec<u8>>)> {
    let of = |packets: &[&[u8]]| packets.iter().map(|packet| packet.to_vec()).collect::<Vec<_>>();
    let mut streams = vec![
        (Rule::EofSplit(eof("\n")), of(&[b"a\n", b"\n", b"bcd\n"])),
        (Rule::EofSplit(eof("\r\n")), of(&[b"a\r\n", b"\r\n", b"\r\r\n", b"\n\r\n"])),
        (Rule::EofSplit(eof("aab")), of(&[b"xaaab", b"aab", b"aaaaab"])),
        (Rule::EofSplit(eof("12345678")), of(&[b"123456712345678", b"12345678"])),
        (Rule::LengthFunction, of(&[b"00000003abc", b"       1x", b"00000008deadbeef"])),
        (Rule::Mqtt, of(&[b"\x10\x02ab", b"\xc0\x00", &[&b"\x30\x80\x01"[..], &[7; 128]].concat(), b"\x00\x01z"])),
    ];
    for (letter, number) in [
        ('c', &[3][..]),
        ('C', &[3]),
        ('s', &3i16.to_ne_bytes()),
        ('S', &3u16.to_ne_bytes()),
        ('n', &[0, 3]),
        ('v', &[3, 0]),
        ('l', &3i32.to_ne_bytes()),
        ('L', &3u32.to_ne_bytes()),
        ('N', &[0, 0, 0, 3]),
        ('V', &[3, 0, 0, 0]),
        ('q', &3i64.to_ne_bytes()),
        ('Q', &3u64.to_ne_bytes()),
        ('J', &[0, 0, 0, 0, 0, 0, 0, 3]),
        ('P', &[3, 0, 0, 0, 0, 0, 0, 0]),
    ] {
        let packet = [b"hd", number, b"tail", b"abc"].concat();
        let body = packet.len() as i64 - 3;
        streams.push((Rule::Length(field(letter, 2, body)), vec![packet; 3]));
    }
    streams
}

#[test]
fn packets_are_the_same_wherever_the_stream_is_cut() {
    for (rule, packets) in streams() {
        let stream = packets.concat();
        for cut in 0..=stream.len() {
            let (head, tail) = stream.split_at(cut);
            assert_eq!(feed(&mut *framing(rule), &[head, tail]), (packets.clone(), 0, None), "{rule:?} cut at {cut}");
        }
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(feed(&mut *framing(rule), &bytes), (packets.clone(), 0, None), "{rule:?} byte by byte");
    }
}

#[test]
fn what_is_no_whole_packet_is_none() {
    for (rule, packets) in streams() {
        let stream = packets.concat();
        let whole = stream.len() - 1;
        let (found, left, violation) = feed(&mut *framing(rule), &[&stream[..whole]]);
        assert_eq!((found.len(), violation), (packets.len() - 1, None), "{rule:?}");
        assert_eq!(left, packets.last().unwrap().len() - 1, "{rule:?}");
    }
}

#[test]
fn eof_check_looks_where_reads_end_only() {
    let rule = Rule::EofCheck(eof("\n"));
    let (packets, left, _) = feed(&mut *framing(rule), &[b"a\nb\nc", b"d", b"\n", b"e\n", b"f"]);
    assert_eq!(packets, [b"a\nb\ncd\n".to_vec(), b"e\n".to_vec()]);
    assert_eq!(left, 1);
}

#[test]
fn a_mark_has_one_to_eight_bytes() {
    assert_eq!(Eof::new(b""), None);
    assert_eq!(Eof::new(b"123456789"), None);
    assert_eq!(Eof::new(b"12345678").unwrap().as_bytes(), b"12345678");
    assert_eq!(Eof::default().as_bytes(), b"\r\n\r\n");
}

#[test]
fn the_longest_packet_is_taken_and_one_byte_more_is_not() {
    let long = vec![b'x'; MAX + 1];
    for rule in [Rule::EofCheck(eof("\n")), Rule::EofSplit(eof("\n"))] {
        let fits = [&long[..MAX - 1], b"\n"].concat();
        assert_eq!(feed(&mut *framing(rule), &[&fits]).0, [fits], "{rule:?}");
        let over = [&long[..MAX], b"\n"].concat();
        let too_long = |length| Some(Violation::TooLong { limit: MAX, length });
        assert_eq!(feed(&mut *framing(rule), &[&over]).2, too_long(MAX as u64 + 1), "{rule:?}");
        assert_eq!(feed(&mut *framing(rule), &[&long[..MAX]]).2, too_long(MAX as u64), "{rule:?} without an end");
    }
    let mut fits = vec![0, 0, 0x03, 0xe8];
    fits.resize(MAX, b'x');
    let rule = Rule::Length(field('N', 0, 0));
    assert_eq!(feed(&mut *framing(rule), &[&fits]).0, [fits]);
    let over = [0, 0, 0x03, 0xe9];
    assert_eq!(feed(&mut *framing(rule), &[&over]).2, Some(Violation::TooLong { limit: MAX, length: 1001 }));
    let mqtt = b"\x10\xff\xff\xff\x7f";
    let too_long = Some(Violation::TooLong { limit: MAX, length: 268_435_460 });
    assert_eq!(feed(&mut *framing(Rule::Mqtt), &[mqtt]).2, too_long);
    let function = feed(&mut *framing(Rule::LengthFunction), &[b"99999999"]);
    assert_eq!(function.2, Some(Violation::TooLong { limit: MAX, length: 100_000_007 }));
}

#[test]
fn lengths_that_can_not_be_are_violations() {
    let violation = |letter, body, bytes: &[u8]| feed(&mut *framing(Rule::Length(field(letter, 0, body))), &[bytes]).2;
    let negative = |v: Option<Violation>| matches!(v, Some(Violation::Malformed(_)));
    assert!(negative(violation('c', 1, b"\xff")));
    assert!(negative(violation('s', 8, &(-2i16).to_ne_bytes())), "also when the body's offset would make it positive");
    assert!(negative(violation('l', 4, &(-1i32).to_ne_bytes())));
    assert!(negative(violation('q', 8, &i64::MIN.to_ne_bytes())));
    assert!(negative(violation('J', 8, &[0xff; 8])), "beyond PHP's integers");
    assert!(negative(violation('J', 8, &i64::MAX.to_be_bytes())), "the sum overflows");
    assert!(negative(violation('N', -8, &[0, 0, 0, 4])));
    assert_eq!(violation('N', 0, &[0; 4]), Some(Violation::NoLength { seen: 4 }));
    assert_eq!(violation('N', -4, &[0, 0, 0, 4]), Some(Violation::NoLength { seen: 4 }));
    assert_eq!(violation('N', 4, &[0xff; 4]), Some(Violation::TooLong { limit: MAX, length: 0x1_0000_0003 }));
}

#[test]
fn a_length_may_be_shorter_than_the_header() {
    let (packets, left, violation) = feed(&mut *framing(Rule::Length(field('N', 8, 0))), &[b"hhhhhhhh\0\0\0\x05"]);
    assert_eq!((packets, left, violation), (vec![b"hhhhh".to_vec()], 7, None));
}

#[test]
fn five_length_bytes_are_no_mqtt() {
    let end = feed(&mut *framing(Rule::Mqtt), &[b"\x10\xff\xff\xff", b"\xff\x01"]);
    assert!(matches!(end.2, Some(Violation::Malformed(_))), "{end:?}");
}

#[test]
fn the_function_is_asked_until_it_tells_and_then_no_more() {
    let function = Rc::new(Digits(Cell::new(0)));
    let shared: Rc<dyn PackageLength> = function.clone();
    let mut codec = LengthFunction::new(shared, MAX);
    let (packets, _, violation) = feed(&mut codec, &[b"0000", b"0004", b"a", b"b", b"c", b"d"]);
    assert_eq!((packets, violation), (vec![b"00000004abcd".to_vec()], None));
    assert_eq!(function.0.get(), 2);
    let end = feed(&mut codec, &[b"junkjunk"]);
    assert!(matches!(end.2, Some(Violation::Malformed(_))), "{end:?}");
}

#[test]
fn a_function_that_never_tells_ends_the_connection() {
    struct Never;
    impl PackageLength for Never {
        fn package_length(&self, _data: &[u8]) -> i64 {
            0
        }
    }
    for (max, seen) in [(MAX, MAX), (1 << 20, 8152)] {
        let mut codec = LengthFunction::new(Rc::new(Never), max);
        let flood = vec![b'x'; 20_000];
        let chunks: Vec<&[u8]> = flood.chunks(700).collect();
        assert_eq!(feed(&mut codec, &chunks).2, Some(Violation::NoLength { seen }), "max {max}");
    }
}

/// xorshift64*: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

#[test]
fn garbage_gives_packets_or_a_violation_and_never_more_memory_than_allowed() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for (rule, _) in streams() {
        for _ in 0..200 {
            let length = 1 + random.below(3000);
            let dense = random.below(2) == 0;
            let garbage: Vec<u8> = (0..length)
                .map(|_| if dense { b"\r\n\0a1"[random.below(5)] } else { random.below(256) as u8 })
                .collect();
            let mut chunks = Vec::new();
            let mut rest = &garbage[..];
            while !rest.is_empty() {
                let (chunk, more) = rest.split_at(1 + random.below(rest.len().min(64)));
                chunks.push(chunk);
                rest = more;
            }
            let (packets, left, violation) = feed(&mut *framing(rule), &chunks);
            let total: usize = packets.iter().map(Vec::len).sum();
            assert!(packets.iter().all(|packet| packet.len() <= MAX), "{rule:?}");
            if violation.is_none() {
                assert_eq!(total + left, garbage.len(), "{rule:?}: nothing is lost or made up");
                assert!(left < MAX, "{rule:?} keeps {left} bytes");
            }
        }
    }
}

#[test]
fn a_split_stream_is_searched_once() {
    // 1 MiB in single bytes: quadratic searching would take minutes.
    let mut codec = EofSplit::new(eof("\r\n"), 2 << 20);
    let input = vec![b'\r'; 1 << 20];
    for end in 1..=input.len() {
        assert_eq!(codec.decode(&input[..end]), Ok(Decoded::more(end)));
    }
}
