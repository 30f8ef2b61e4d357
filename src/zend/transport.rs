//! PHP's socket transports (`tcp://`, `ssl://` …) with ops of ours over PHP's own. It must not wait: [`super::stream_ops`] does, and only
//! in coroutines.
//!
//! Each transport's factory is exchanged for one that calls it and, if the hook is in force, gives the stream a copy of its ops with
//! `read`, `write`, `set_option` and `close` of ours. The stream stays PHP's in all else: its state, its label, its way into
//! `stream_select()`. Streams that it accepts inherit the ops.

use super::{
    Zv, descriptor, hook, pipe_ops,
    stream::{self, Ops, Stream},
    stream_ops::{self, Waiting},
    sys,
};
use std::{
    ffi::{CStr, c_char, c_int, c_void},
    mem,
    ptr::{self, null_mut},
    sync::{
        OnceLock,
        atomic::{AtomicPtr, Ordering},
    },
};

/// What kind of sockets a transport makes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// TCP, with the crypto method that begins right after the connect; 0: none does.
    Tcp(c_int),
    Udp,
    Unix,
    /// No socket: a pipe, or what a process was given as one of its standard streams.
    Pipe,
}

pub(super) struct Transport {
    name: &'static str,
    flag: i64,
    pub family: Family,
    /// PHP's factory; null: this PHP has no such transport.
    factory: AtomicPtr<()>,
    plain: OnceLock<Hooked>,
    secured: OnceLock<Hooked>,
}

/// The ops of a hooked stream; its `ops` points to the first field.
#[repr(C)]
pub(super) struct Hooked {
    ops: Ops,
    pub original: *const Ops,
    pub transport: &'static Transport,
    /// TLS is spoken: what the socket has is not what the stream has.
    pub is_secured: bool,
}

// SAFETY: written once, before anybody has a reference; what the pointers point to is constant.
unsafe impl Sync for Hooked {}
// SAFETY: as above.
unsafe impl Send for Hooked {}

type Factory = unsafe extern "C" fn(
    *const c_char,
    usize,
    *const c_char,
    usize,
    *const c_char,
    c_int,
    c_int,
    *mut libc::timeval,
    *mut c_void,
) -> Stream;

unsafe extern "C" {
    fn php_stream_xport_register(protocol: *const c_char, factory: Factory) -> c_int;
    fn php_stream_xport_get_hash() -> *mut sys::HashTable;
    static php_stream_stdio_ops: Ops;
}

const fn transport(name: &'static str, flag: i64, family: Family) -> Transport {
    let factory = AtomicPtr::new(null_mut());
    Transport { name, flag, family, factory, plain: OnceLock::new(), secured: OnceLock::new() }
}

/// `SWOOLE_HOOK_…`
const TCP: i64 = 1 << 1;
const UDP: i64 = 1 << 2;
const UNIX: i64 = 1 << 3;
const UDG: i64 = 1 << 4;
const SSL: i64 = 1 << 5;
const TLS: i64 = 1 << 6;

/// `STREAM_CRYPTO_METHOD_TLS_ANY_CLIENT`
pub(super) const ANY_TLS: c_int = 121;

/// Streams that no factory made.
static PAIRS: Transport = transport("", 0, Family::Unix);
static PIPES: Transport = transport("", 0, Family::Pipe);

const COUNT: usize = 10;

static TRANSPORTS: [Transport; COUNT] = [
    transport("tcp", TCP, Family::Tcp(0)),
    transport("udp", UDP, Family::Udp),
    transport("unix", UNIX, Family::Unix),
    transport("udg", UDG, Family::Unix),
    transport("ssl", SSL, Family::Tcp(ANY_TLS)),
    transport("tls", TLS, Family::Tcp(ANY_TLS)),
    transport("tlsv1.0", TLS, Family::Tcp(1 << 3 | 1)),
    transport("tlsv1.1", TLS, Family::Tcp(1 << 4 | 1)),
    transport("tlsv1.2", TLS, Family::Tcp(1 << 5 | 1)),
    transport("tlsv1.3", TLS, Family::Tcp(1 << 6 | 1)),
];

const FACTORIES: [Factory; COUNT] = [
    factory::<0>,
    factory::<1>,
    factory::<2>,
    factory::<3>,
    factory::<4>,
    factory::<5>,
    factory::<6>,
    factory::<7>,
    factory::<8>,
    factory::<9>,
];

/// Once, when the module starts, after the extensions that bring transports (openssl). An error: this PHP's streams are not as declared.
pub fn install(waiting: Waiting) -> Result<(), String> {
    if sys::layout("debug") != 0 {
        // A debug build passes places in the source to every factory, which the types here do not have.
        return Ok(());
    }
    if !stream::is_as_declared() {
        return Err("php_stream_ops has another size in the PHP headers than in this build".to_owned());
    }
    stream_ops::WAITING.get_or_init(|| waiting);
    for (transport, factory) in TRANSPORTS.iter().zip(FACTORIES) {
        // SAFETY: module start: the table of transports holds the addresses of factories, and takes others under the same names. The
        // names given to `register` end in NUL, which `protocol` adds.
        unsafe {
            let (name, length) = (transport.name.as_ptr().cast::<c_char>(), transport.name.len());
            let place = sys::zend_hash_str_find(php_stream_xport_get_hash(), name, length);
            if place.is_null() {
                continue;
            }
            transport.factory.store((*place).value.ptr.cast(), Ordering::Relaxed);
            let protocol = std::ffi::CString::new(transport.name).expect("no NUL in a protocol's name");
            php_stream_xport_register(protocol.as_ptr(), factory);
        }
    }
    Ok(())
}

unsafe extern "C" fn factory<const AT: usize>(
    protocol: *const c_char,
    protocol_length: usize,
    name: *const c_char,
    name_length: usize,
    persistent: *const c_char,
    options: c_int,
    flags: c_int,
    timeout: *mut libc::timeval,
    context: *mut c_void,
) -> Stream {
    let transport = &TRANSPORTS[AT];
    // SAFETY: `install` kept the address of a factory, which PHP calls with these arguments; they are passed on as they came. The stream is
    // new: nobody has looked at its ops.
    unsafe {
        let own: Factory = mem::transmute(transport.factory.load(Ordering::Relaxed));
        let stream = own(protocol, protocol_length, name, name_length, persistent, options, flags, timeout, context);
        if !stream.0.is_null() && hook::is_in_force(transport.flag) {
            transport.hook(stream);
        }
        stream
    }
}

/// Hooks a stream that a function of PHP made: a pipe or a file without a name, or a socket of a pair. Others stay as they are.
pub fn adopt(value: &Zv) {
    let Some(stream) = descriptor::stream_of(value) else { return };
    // SAFETY: a live stream; the label of its ops is a C string.
    unsafe {
        let ops = stream.ops();
        if ptr::eq(ops, &raw const php_stream_stdio_ops) {
            PIPES.hook(stream);
        } else if CStr::from_ptr((*ops).label) == c"generic_socket" {
            PAIRS.hook(stream);
        }
    }
}

impl Transport {
    /// # Safety
    /// `stream` is alive, of the kind that this transport says, and no op of it is at work.
    unsafe fn hook(&'static self, stream: Stream) {
        // SAFETY: the caller's promise.
        unsafe {
            let hooked = self.hooked(stream.ops(), false);
            // Another extension may have given it ops of its own.
            if ptr::eq(hooked.original, stream.ops()) {
                stream.set_ops(&raw const hooked.ops);
            }
        }
    }

    /// Ops over `original`, which are the same for all streams of a transport.
    fn hooked(&'static self, original: *const Ops, is_secured: bool) -> &'static Hooked {
        let place = if is_secured { &self.secured } else { &self.plain };
        place.get_or_init(|| {
            // SAFETY: ops of PHP, or of an extension, are constants.
            let mut ops = unsafe { *original };
            ops.close = stream_ops::close;
            if self.family == Family::Pipe {
                ops.read = pipe_ops::read;
                ops.write = pipe_ops::write;
            } else {
                ops.read = stream_ops::read;
                ops.write = stream_ops::write;
                ops.set_option = stream_ops::set_option;
            }
            Hooked { ops, original, transport: self, is_secured }
        })
    }
}

impl Hooked {
    /// The ops of `stream`, which is a hooked one.
    ///
    /// # Safety
    /// `stream` is alive, and its ops are ours: an op of ours was called with it.
    pub unsafe fn of(stream: Stream) -> &'static Hooked {
        // SAFETY: ours are the first field of a `Hooked`, which lives in a static.
        unsafe { &*stream.ops().cast::<Hooked>() }
    }

    /// From now on `stream` speaks TLS, or does so no more.
    ///
    /// # Safety
    /// As for [`Hooked::of`].
    pub unsafe fn set_secured(&'static self, stream: Stream, is_secured: bool) {
        // SAFETY: the caller's promise.
        unsafe { stream.set_ops(&raw const self.transport.hooked(self.original, is_secured).ops) }
    }

    /// Lets PHP's own op see its own ops, by whose address it tells kinds of sockets apart.
    ///
    /// # Safety
    /// As for [`Hooked::of`]; `body` calls PHP's op and leaves the stream alive. A bailout in it leaves the stream with PHP's ops.
    pub unsafe fn undisguised<T>(&'static self, stream: Stream, body: impl FnOnce() -> T) -> T {
        // SAFETY: the caller's promise.
        unsafe {
            stream.set_ops(self.original);
            let result = body();
            stream.set_ops(ptr::from_ref(&self.ops));
            result
        }
    }
}
