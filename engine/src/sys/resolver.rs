//! The resolver of the C library, with its own error numbers, which std does not give. It blocks: call it on a thread of a pool.

use std::ffi::{CStr, CString};
use std::mem;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ptr;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Query {
    pub name: Vec<u8>,
    /// `AF_INET` or `AF_INET6`
    pub family: i32,
    pub socket_type: i32,
    pub protocol: i32,
    /// A service name or a port.
    pub service: Option<Vec<u8>>,
}

/// The addresses, in the resolver's order. The error is one of `EAI_…`.
pub fn look_up(query: &Query) -> Result<Vec<IpAddr>, i32> {
    let name = CString::new(query.name.as_slice()).map_err(|_| libc::EAI_NONAME)?;
    let service = query.service.as_deref().map(CString::new).transpose().map_err(|_| libc::EAI_SERVICE)?;
    let service = service.as_ref().map_or(ptr::null(), |service| service.as_ptr());
    // SAFETY: an all-zero addrinfo is a valid hint.
    let mut hints: libc::addrinfo = unsafe { mem::zeroed() };
    hints.ai_family = query.family;
    hints.ai_socktype = query.socket_type;
    hints.ai_protocol = query.protocol;
    let mut first: *mut libc::addrinfo = ptr::null_mut();
    // SAFETY: C strings (or null) and hints that live through the call; `first` receives a list that is freed below.
    let code = unsafe { libc::getaddrinfo(name.as_ptr(), service, &hints, &mut first) };
    if code != 0 {
        return Err(code);
    }
    let mut found = Vec::new();
    let mut next = first;
    // SAFETY: the list is the resolver's own until it is freed; `address` reads no more than the entry says there is.
    unsafe {
        while let Some(entry) = next.as_ref() {
            found.extend(address(entry));
            next = entry.ai_next;
        }
        libc::freeaddrinfo(first);
    }
    Ok(found)
}

/// What an error of [`look_up`] means, in the C library's words.
pub fn reason(code: i32) -> String {
    // SAFETY: returns a constant text for every code.
    unsafe { CStr::from_ptr(libc::gai_strerror(code)) }.to_string_lossy().into_owned()
}

/// # Safety
/// `entry` is one of a list that `getaddrinfo` made.
unsafe fn address(entry: &libc::addrinfo) -> Option<IpAddr> {
    let length = entry.ai_addrlen as usize;
    // SAFETY: an address of the family that the entry names, of at least the size that is checked.
    unsafe {
        match entry.ai_family {
            libc::AF_INET if length >= mem::size_of::<libc::sockaddr_in>() => {
                let ip = entry.ai_addr.cast::<libc::sockaddr_in>().read_unaligned().sin_addr;
                Some(Ipv4Addr::from(u32::from_be(ip.s_addr)).into())
            }
            libc::AF_INET6 if length >= mem::size_of::<libc::sockaddr_in6>() => {
                let ip = entry.ai_addr.cast::<libc::sockaddr_in6>().read_unaligned().sin6_addr;
                Some(Ipv6Addr::from(ip.s6_addr).into())
            }
            _ => None,
        }
    }
}
