//! The PHP classes, one file each: a table of PHP signatures and the bodies of the methods. `CLASSES` lists them, parents first.

pub mod coroutine;
pub mod coroutine_context;
pub mod coroutine_iterator;
pub mod exception;
pub mod exit_exception;
pub mod functions;
#[cfg(feature = "selftest")]
pub mod self_test;
pub mod server_event;
pub mod server_status_info;

use crate::zend::Class;

pub static CLASSES: &[&Class] = &[
    &exception::EXCEPTION,
    &exception::ERROR,
    &exit_exception::CLASS,
    &exception::CANCELED,
    &exception::TIMEOUT,
    &server_event::CLASS,
    &server_status_info::CLASS,
    &coroutine::CLASS,
    &coroutine_context::CLASS,
    &coroutine_iterator::CLASS,
    #[cfg(feature = "selftest")]
    &self_test::CLASS,
    #[cfg(feature = "selftest")]
    &self_test::CHILD,
];
