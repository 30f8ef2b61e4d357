//! A task as bytes outside of this server's memory: in a message queue, or made by another program (`Server\Task::pack()`). What is
//! read there is not trusted.

use crate::ipc::MailPrefix;

/// The bytes of a task that nobody of this server gave: nobody gets its result.
pub fn pack_task(flags: u16, data: &[u8]) -> Vec<u8> {
    pack(MailPrefix { from: STRANGER, flags: u32::from(flags) << 16, task: 0, time: 0.0 }, data)
}

/// Flags and data of what `pack_task` made. None: it is something else.
pub fn unpack_task(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (prefix, data) = parse(bytes)?;
    (prefix.flags & MailPrefix::IN_FILE == 0).then_some(((prefix.flags >> 16) as u16, data))
}

pub(super) fn pack(prefix: MailPrefix, data: &[u8]) -> Vec<u8> {
    [&MAGIC[..], &(data.len() as u32).to_ne_bytes(), &prefix.to_bytes(), data].concat()
}

pub(super) fn parse(bytes: &[u8]) -> Option<(MailPrefix, &[u8])> {
    let rest = bytes.strip_prefix(&MAGIC)?;
    let (len, rest) = rest.split_first_chunk()?;
    let (prefix, data) = MailPrefix::split(rest)?;
    (data.len() == u32::from_ne_bytes(*len) as usize).then_some((prefix, data))
}

const MAGIC: [u8; 4] = *b"rsT1";
/// No process of the server has this number.
pub(super) const STRANGER: u32 = u32::MAX;
/// What comes before the data.
pub(super) const OVERHEAD: usize = 8 + MailPrefix::SIZE;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_what_is_cut_or_changed_does_not() {
        let packed = pack_task(2, b"data");
        assert_eq!(unpack_task(&packed), Some((2, b"data".as_slice())));
        for cut in 0..packed.len() {
            assert_eq!(unpack_task(&packed[..cut]), None);
        }
        let mut longer = packed.clone();
        longer.push(0);
        assert_eq!(unpack_task(&longer), None);
        assert_eq!(unpack_task(b"what is this? it is long enough to be a task"), None);
    }
}
