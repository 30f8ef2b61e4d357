//! The time zone of the machine. Must not be called in a process whose threads another thread may fork away: libc guards the zone with a lock,
//! and a child forked while it is held waits for ever. The log asks once, before the first thread.

/// What a local clock shows at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalOffset {
    /// Seconds east of UTC.
    pub seconds: i32,
    /// The zone's abbreviation: `UTC`, `CEST`.
    pub name: String,
}

/// The offset at `epoch` seconds; UTC where libc knows no answer.
pub fn local_offset(epoch: i64) -> LocalOffset {
    let seconds = epoch as libc::time_t;
    // SAFETY: all fields are integers or a pointer, for which zero is valid.
    let mut parts: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both point to live values of this frame.
    if unsafe { libc::localtime_r(&seconds, &mut parts) }.is_null() {
        return LocalOffset { seconds: 0, name: "UTC".to_owned() };
    }
    let name = if parts.tm_zone.is_null() {
        String::new()
    } else {
        // SAFETY: a successful localtime_r leaves a pointer to a NUL-terminated name that libc never frees.
        unsafe { std::ffi::CStr::from_ptr(parts.tm_zone) }.to_string_lossy().into_owned()
    };
    LocalOffset { seconds: i32::try_from(parts.tm_gmtoff).unwrap_or(0), name }
}

/// libc's strftime in the C locale, as the reference for the log's own.
#[cfg(test)]
pub fn reference_strftime(format: &str, epoch: i64) -> String {
    let format = std::ffi::CString::new(format).expect("a format without NUL");
    let seconds = epoch as libc::time_t;
    let mut buffer = [0u8; 512];
    // SAFETY: `parts` is written by localtime_r before strftime reads it; the buffer's length is passed along.
    let length = unsafe {
        let mut parts: libc::tm = std::mem::zeroed();
        libc::localtime_r(&seconds, &mut parts);
        libc::strftime(buffer.as_mut_ptr().cast(), buffer.len(), format.as_ptr(), &parts)
    };
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}
