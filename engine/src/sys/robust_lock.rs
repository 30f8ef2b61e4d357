//! A lock between processes that outlives its holder: whoever dies with it leaves it to the next one. Must not know what it guards;
//! who takes it over from the dead has to repair that.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use super::mapping::SharedMapping;

/// Clones, and the copies that fork makes, are the same lock. Made before the fork. For a handful of instructions only: who waits for
/// it sleeps in the kernel.
#[derive(Clone, Debug)]
pub struct RobustLock {
    mapping: Arc<SharedMapping>,
}

/// Held until dropped.
#[derive(Debug)]
pub struct RobustGuard<'l> {
    lock: &'l RobustLock,
    inherited: bool,
    /// The kernel knows the holder by its thread.
    not_send: PhantomData<*const ()>,
}

impl RobustLock {
    pub fn new() -> io::Result<RobustLock> {
        let mapping = Arc::new(SharedMapping::new(size_of::<libc::pthread_mutex_t>())?);
        let lock = RobustLock { mapping };
        // SAFETY: a zeroed attribute object is given to the library to initialise, and used only after that; the mutex lies in
        // page-aligned shared memory that nobody else knows yet and that lives as long as any clone.
        unsafe {
            let mut attributes: libc::pthread_mutexattr_t = std::mem::zeroed();
            check(libc::pthread_mutexattr_init(&mut attributes))?;
            let set = check(libc::pthread_mutexattr_setpshared(&mut attributes, libc::PTHREAD_PROCESS_SHARED))
                .and_then(|()| check(libc::pthread_mutexattr_setrobust(&mut attributes, libc::PTHREAD_MUTEX_ROBUST)))
                .and_then(|()| check(libc::pthread_mutex_init(lock.mutex(), &attributes)));
            libc::pthread_mutexattr_destroy(&mut attributes);
            set?;
        }
        Ok(lock)
    }

    /// Waits for the holder, if there is one. Must not be called by who holds it.
    pub fn lock(&self) -> io::Result<RobustGuard<'_>> {
        // SAFETY: an initialised mutex in memory that lives as long as `self`.
        match unsafe { libc::pthread_mutex_lock(self.mutex()) } {
            0 => Ok(RobustGuard { lock: self, inherited: false, not_send: PhantomData }),
            libc::EOWNERDEAD => {
                // SAFETY: this thread holds the mutex, and its state is the inconsistent one that the call is for.
                check(unsafe { libc::pthread_mutex_consistent(self.mutex()) })?;
                Ok(RobustGuard { lock: self, inherited: true, not_send: PhantomData })
            }
            error => Err(io::Error::from_raw_os_error(error)),
        }
    }

    fn mutex(&self) -> *mut libc::pthread_mutex_t {
        self.mapping.base().as_ptr().cast()
    }
}

impl RobustGuard<'_> {
    /// The one who held it before died with it: what it guards may be half changed.
    pub fn inherited(&self) -> bool {
        self.inherited
    }
}

impl Drop for RobustGuard<'_> {
    fn drop(&mut self) {
        // SAFETY: locked by this very thread (the guard can not be sent) and not unlocked since.
        unsafe { libc::pthread_mutex_unlock(self.lock.mutex()) };
    }
}

fn check(result: i32) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(result)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time() {
        let lock = RobustLock::new().unwrap();
        let guard = lock.lock().unwrap();
        let other = lock.clone();
        let waits = std::thread::spawn(move || drop(other.lock().unwrap()));
        assert!(!guard.inherited());
        assert!(!waits.is_finished());
        drop(guard);
        waits.join().unwrap();
    }

    #[test]
    fn a_thread_that_ends_with_the_lock_leaves_it_to_the_next() {
        let lock = RobustLock::new().unwrap();
        let other = lock.clone();
        std::thread::spawn(move || std::mem::forget(other.lock().unwrap())).join().unwrap();
        assert!(lock.lock().unwrap().inherited());
        assert!(!lock.lock().unwrap().inherited());
    }
}
