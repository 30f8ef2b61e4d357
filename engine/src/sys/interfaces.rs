//! The network interfaces of the machine and their addresses. Must not know who asks.

use std::ffi::CStr;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ptr;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InterfaceAddress {
    V4(Ipv4Addr),
    V6(Ipv6Addr),
    /// Of a network card.
    Hardware([u8; 6]),
}

/// `(name, address)` of every interface that is up, the loopback left out.
pub fn addresses() -> io::Result<Vec<(String, InterfaceAddress)>> {
    let mut list = ptr::null_mut();
    // SAFETY: `list` is writable; on success it is ours to free.
    if unsafe { libc::getifaddrs(&raw mut list) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut found = Vec::new();
    let mut next = list;
    // SAFETY: a list made by getifaddrs, valid until it is freed below; names are C strings, and the family says what an address is.
    unsafe {
        while let Some(entry) = next.as_ref() {
            next = entry.ifa_next;
            let loopback = entry.ifa_flags & libc::IFF_LOOPBACK as u32 != 0;
            if loopback || entry.ifa_flags & libc::IFF_UP as u32 == 0 || entry.ifa_addr.is_null() {
                continue;
            }
            if let Some(address) = read(entry.ifa_addr) {
                found.push((CStr::from_ptr(entry.ifa_name).to_string_lossy().into_owned(), address));
            }
        }
        libc::freeifaddrs(list);
    }
    Ok(found)
}

/// # Safety
/// `address` points to an address of the family that it names.
unsafe fn read(address: *const libc::sockaddr) -> Option<InterfaceAddress> {
    // SAFETY: the caller's promise; the structures need no more alignment than the kernel's copy has.
    unsafe {
        match i32::from((*address).sa_family) {
            libc::AF_INET => {
                let address = address.cast::<libc::sockaddr_in>().read_unaligned();
                Some(InterfaceAddress::V4(u32::from_be(address.sin_addr.s_addr).into()))
            }
            libc::AF_INET6 => {
                let address = address.cast::<libc::sockaddr_in6>().read_unaligned();
                Some(InterfaceAddress::V6(address.sin6_addr.s6_addr.into()))
            }
            libc::AF_PACKET => {
                let address = address.cast::<libc::sockaddr_ll>().read_unaligned();
                let [a, b, c, d, e, f, ..] = address.sll_addr;
                (address.sll_halen == 6).then_some(InterfaceAddress::Hardware([a, b, c, d, e, f]))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_is_left_out() {
        let all = addresses().unwrap();
        assert!(all.iter().all(|(_, address)| *address != InterfaceAddress::V4(Ipv4Addr::LOCALHOST)));
    }
}
