//! Functions that the application gives as options (`package_length_func`, `dispatch_func`): kept as callables beside the settings,
//! called outside of coroutines. What such a function throws is printed and answered by default; it ends no process.

use std::cell::RefCell;

use crate::errors;
use crate::zend::{self, Array, Callable, Gc, Kind, Outcome, Raised, Zv};

pub const PACKAGE_LENGTH: &str = "package_length_func";
pub const DISPATCH: &str = "dispatch_func";
const NAMES: &[&str] = &[PACKAGE_LENGTH, DISPATCH];
/// As much as the original shows `dispatch_func` of what came.
pub const LONGEST_SHOWN: usize = 8152;

/// The functions among the options of a server or a port.
#[derive(Default)]
pub struct Functions {
    known: RefCell<Vec<(&'static str, Callable)>>,
}

impl Functions {
    /// What `set()` was given. One that can not be called is said, and is not set.
    pub fn take(&self, options: &Array) -> Outcome<()> {
        for name in NAMES {
            let Some(given) = options.get(name).filter(|given| !given.is_null()) else { continue };
            match Callable::new(&given) {
                Ok(callable) => self.keep(name, callable),
                Err(reason) => {
                    let what = match given.kind() {
                        Kind::Array | Kind::Object => given.type_name(),
                        _ => given.to_str()?.to_text(),
                    };
                    errors::set_last(errors::code::PHP_FATAL_ERROR);
                    errors::warn(&format!("function '{what}' is not callable: option [{name}] is not set: {reason}"));
                }
            }
        }
        Raised::check(())
    }

    pub fn get(&self, name: &str) -> Option<Callable> {
        self.known.borrow().iter().find(|(known, _)| *known == name).map(|(_, callable)| callable.clone())
    }

    pub fn gc(&self, gc: &mut Gc) {
        if let Ok(known) = self.known.try_borrow() {
            known.iter().for_each(|(_, callable)| gc.callable(callable));
        }
    }

    fn keep(&self, name: &'static str, callable: Callable) {
        // What was there before may have a destructor, which must not find this borrowed.
        let before = {
            let mut known = self.known.borrow_mut();
            let at = known.iter().position(|(known, _)| *known == name);
            let before = at.map(|at| known.swap_remove(at));
            known.push((name, callable));
            before
        };
        drop(before);
    }
}

/// Whether an option holds a function.
pub fn is_function(option: &[u8]) -> bool {
    NAMES.iter().any(|name| name.as_bytes() == option)
}

/// What the function answers; `None` when it threw. An error is the end of the process.
pub fn ask(function: &Callable, args: &mut [Zv]) -> Outcome<Option<Zv>> {
    match function.call(args) {
        Ok(_) if zend::bailout_pending() => Err(Raised::Bailout),
        Ok(answer) => Ok(Some(answer)),
        Err(Raised::Bailout) => Err(Raised::Bailout),
        Err(Raised::Exception) => {
            if let Some(exception) = zend::take_exception().filter(|exception| !zend::is_exit(exception)) {
                zend::report_uncaught(exception).map_err(|_| Raised::Bailout)?;
            }
            Ok(None)
        }
    }
}

/// `package_length_func`: what it does not say is 0, "more must be seen".
pub fn package_length(function: &Callable, data: &[u8]) -> Outcome<i64> {
    Ok(ask(function, &mut [Zv::str(data)])?.map_or(0, |answer| answer.to_int()))
}
