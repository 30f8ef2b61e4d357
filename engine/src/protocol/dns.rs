//! Addresses from a name server (RFC 1035, RFC 3596): one question, and what of an answer belongs to it. Must not send or wait.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const HEADER: usize = 12;
const INTERNET: u16 = 1;
const ALIAS: u16 = 5;
const RECURSE: u16 = 0x0100;
const IS_ANSWER: u16 = 0x8000;
const OPCODE: u16 = 0x7800;
const TRUNCATED: u16 = 0x0200;
const STATUS: u16 = 0x000f;
/// More aliases in a row than this lead nowhere.
const ALIASES: usize = 16;

/// Which addresses are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    V4,
    V6,
}

impl Family {
    fn record(self) -> u16 {
        match self {
            Family::V4 => 1,
            Family::V6 => 28,
        }
    }
}

/// A question under way.
#[derive(Debug, Clone)]
pub struct Question {
    id: u16,
    family: Family,
    message: Vec<u8>,
    name: Vec<u8>,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// In the server's order, the aliases followed.
    Addresses(Vec<IpAddr>),
    /// There is no such name, or no such address of it.
    Nothing,
    /// It did not fit: to be asked for over TCP.
    TooLong,
    /// The server can or will not answer: its code.
    Failed(u8),
}

impl Question {
    /// None: `name` is no name (a label is empty or longer than 63 bytes, or all are longer than 253).
    pub fn new(id: u16, name: &[u8], family: Family) -> Option<Question> {
        let name = name.strip_suffix(b".").unwrap_or(name);
        if name.is_empty() || name.len() > 253 {
            return None;
        }
        let mut message = Vec::with_capacity(HEADER + name.len() + 6);
        for word in [id, RECURSE, 1, 0, 0, 0] {
            message.extend_from_slice(&word.to_be_bytes());
        }
        for label in name.split(|byte| *byte == b'.') {
            let length = u8::try_from(label.len()).ok().filter(|length| (1..=63).contains(length))?;
            message.push(length);
            message.extend_from_slice(label);
        }
        message.push(0);
        message.extend_from_slice(&family.record().to_be_bytes());
        message.extend_from_slice(&INTERNET.to_be_bytes());
        Some(Question { id, family, message, name: name.to_ascii_lowercase() })
    }

    /// What is sent; over TCP behind its length.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// What a message that came says. None: it does not answer this question, or is no message.
    pub fn answer(&self, message: &[u8]) -> Option<Answer> {
        let mut reader = Reader { message, at: 0 };
        let (id, flags) = (reader.word()?, reader.word()?);
        let (questions, answers) = (reader.word()?, reader.word()?);
        reader.at = HEADER;
        if id != self.id || flags & IS_ANSWER == 0 || flags & OPCODE != 0 || questions != 1 {
            return None;
        }
        let (name, record, class) = (reader.name()?, reader.word()?, reader.word()?);
        if name != self.name || record != self.family.record() || class != INTERNET {
            return None;
        }
        match (flags & STATUS) as u8 {
            0 if flags & TRUNCATED != 0 => Some(Answer::TooLong),
            0 => self.addresses(&mut reader, answers),
            3 => Some(Answer::Nothing),
            status => Some(Answer::Failed(status)),
        }
    }

    fn addresses(&self, reader: &mut Reader<'_>, answers: u16) -> Option<Answer> {
        let (mut found, mut aliases) = (Vec::new(), Vec::new());
        for _ in 0..answers {
            let record = reader.record()?;
            match (record.kind, record.data.len()) {
                (ALIAS, _) => aliases.push((record.name, Reader { message: reader.message, at: record.start }.name()?)),
                (kind, 4) if kind == Family::V4.record() => {
                    let bytes: [u8; 4] = record.data.try_into().ok()?;
                    found.push((record.name, IpAddr::from(Ipv4Addr::from(bytes))));
                }
                (kind, 16) if kind == Family::V6.record() => {
                    let bytes: [u8; 16] = record.data.try_into().ok()?;
                    found.push((record.name, IpAddr::from(Ipv6Addr::from(bytes))));
                }
                _ => {}
            }
        }
        let mut name = &self.name;
        for _ in 0..ALIASES {
            let Some((_, meant)) = aliases.iter().find(|(alias, _)| alias == name) else { break };
            name = meant;
        }
        let is_wanted = |ip: &IpAddr| ip.is_ipv6() == (self.family == Family::V6);
        let own: Vec<IpAddr> =
            found.iter().filter(|(owner, ip)| owner == name && is_wanted(ip)).map(|(_, ip)| *ip).collect();
        Some(if own.is_empty() { Answer::Nothing } else { Answer::Addresses(own) })
    }
}

struct Reader<'a> {
    message: &'a [u8],
    at: usize,
}

struct Record<'a> {
    name: Vec<u8>,
    kind: u16,
    start: usize,
    data: &'a [u8],
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let bytes = self.message.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(bytes)
    }

    fn word(&mut self) -> Option<u16> {
        self.bytes(2).map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// In lower case, labels joined by dots. A name may go on at an earlier place (section 4.1.4): each time further to the front, so it ends.
    fn name(&mut self) -> Option<Vec<u8>> {
        let (mut name, mut place, mut after) = (Vec::new(), self.at, None);
        let mut front = self.at;
        loop {
            let length = *self.message.get(place)?;
            match length {
                0 => break,
                1..=63 => {
                    let label = self.message.get(place + 1..place + 1 + usize::from(length))?;
                    if !name.is_empty() {
                        name.push(b'.');
                    }
                    name.extend(label.iter().map(u8::to_ascii_lowercase));
                    place += 1 + label.len();
                }
                0xc0.. => {
                    let target = usize::from(length & 0x3f) << 8 | usize::from(*self.message.get(place + 1)?);
                    after.get_or_insert(place + 2);
                    if target >= front {
                        return None;
                    }
                    (place, front) = (target, target);
                }
                _ => return None,
            }
            if name.len() > 253 {
                return None;
            }
        }
        self.at = after.unwrap_or(place + 1);
        Some(name)
    }

    fn record(&mut self) -> Option<Record<'a>> {
        let (name, kind) = (self.name()?, self.word()?);
        self.bytes(6)?;
        let length = self.word()?;
        let start = self.at;
        Some(Record { name, kind, start, data: self.bytes(length.into())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: [u8; 4] = [10, 0, 0, 1];

    fn question() -> Question {
        Question::new(0x1234, b"Svc.test", Family::V4).unwrap()
    }

    /// An answer to `question` with flags and records (owner, type, data); an owner of two bytes is a pointer.
    fn reply(question: &Question, flags: u16, records: &[(&[u8], u16, &[u8])]) -> Vec<u8> {
        let mut message = question.message().to_vec();
        message[2..4].copy_from_slice(&(IS_ANSWER | flags).to_be_bytes());
        message[6..8].copy_from_slice(&(records.len() as u16).to_be_bytes());
        for (owner, kind, data) in records {
            message.extend_from_slice(owner);
            message.extend_from_slice(&kind.to_be_bytes());
            message.extend_from_slice(&[0, 1, 0, 0, 0, 60]);
            message.extend_from_slice(&(data.len() as u16).to_be_bytes());
            message.extend_from_slice(data);
        }
        message
    }

    #[test]
    fn a_question_is_a_header_and_labels() {
        let mut expected = vec![0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        expected.extend_from_slice(b"\x03Svc\x04test\0\0\x01\0\x01");
        assert_eq!(question().message(), expected);
        assert_eq!(Question::new(1, b"svc.test.", Family::V4).unwrap().name, b"svc.test");
    }

    #[test]
    fn what_is_no_name_can_not_be_asked_for() {
        let (long, longer) = ([b'a'; 64], vec![b'a'; 254]);
        for name in [&b""[..], b".", b"a..b", b".a", &long, &longer] {
            assert!(Question::new(1, name, Family::V4).is_none(), "{name:?}");
        }
        assert!(Question::new(1, &long[..63], Family::V4).is_some());
    }

    #[test]
    fn addresses_come_in_the_servers_order() {
        let own: &[u8] = &[0xc0, 12];
        let message = reply(&question(), 0, &[(own, 1, &TEN), (own, 1, &[10, 0, 0, 2])]);
        let expected = ["10.0.0.1", "10.0.0.2"].map(|ip| ip.parse().unwrap());
        assert_eq!(question().answer(&message), Some(Answer::Addresses(expected.to_vec())));
    }

    #[test]
    fn aliases_are_followed_and_strangers_left_out() {
        let own: &[u8] = &[0xc0, 12];
        let real = b"\x04real\x04test\0";
        let message = reply(
            &question(),
            0,
            &[(own, ALIAS, real), (b"\x05other\0", 1, &[9, 9, 9, 9]), (b"\x04REAL\x04test\0", 1, &TEN)],
        );
        assert_eq!(question().answer(&message), Some(Answer::Addresses(vec![TEN.into()])));
        let in_a_ring = reply(&question(), 0, &[(own, ALIAS, own)]);
        assert_eq!(question().answer(&in_a_ring), Some(Answer::Nothing));
    }

    #[test]
    fn other_answers_are_told_apart() {
        assert_eq!(question().answer(&reply(&question(), 3, &[])), Some(Answer::Nothing));
        assert_eq!(question().answer(&reply(&question(), 2, &[])), Some(Answer::Failed(2)));
        assert_eq!(question().answer(&reply(&question(), TRUNCATED, &[])), Some(Answer::TooLong));
        assert_eq!(question().answer(&reply(&question(), 0, &[])), Some(Answer::Nothing));
    }

    #[test]
    fn what_answers_another_question_is_nothing() {
        let other = [
            Question::new(0x1235, b"svc.test", Family::V4),
            Question::new(0x1234, b"svd.test", Family::V4),
            Question::new(0x1234, b"svc.test", Family::V6),
        ];
        for other in other.into_iter().flatten() {
            assert_eq!(question().answer(&reply(&other, 0, &[])), None);
        }
        assert_eq!(question().answer(question().message()), None);
    }

    #[test]
    fn names_that_point_at_themselves_end() {
        let own: &[u8] = &[0xc0, 12];
        let mut message = reply(&question(), 0, &[(own, 1, &TEN)]);
        let place = question().message().len() as u8;
        message[usize::from(place) + 1] = place;
        assert_eq!(question().answer(&message), None);
    }

    #[test]
    fn a_cut_message_is_no_answer() {
        let own: &[u8] = &[0xc0, 12];
        let message = reply(&question(), 0, &[(own, ALIAS, b"\x04real\xc0\x10"), (b"\x04real\xc0\x10", 1, &TEN)]);
        assert_eq!(question().answer(&message), Some(Answer::Addresses(vec![TEN.into()])));
        for length in 0..message.len() {
            assert_eq!(question().answer(&message[..length]), None, "{length} bytes");
        }
    }
}
