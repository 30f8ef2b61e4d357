//! PHP's engine behind types that are safe to use: the only unsafe place of this crate.
//!
//! The promises that make the rest of the crate writable without `unsafe`:
//! - no function here lets a bailout (PHP's `longjmp`) cross a caller's frame: it comes back as [`Raised::Bailout`] or becomes
//!   pending ([`bailout_pending`]) and is raised by the method trampoline when the method's frames are gone. The one exception,
//!   [`Callable::call_unguarded`], says so;
//! - no panic reaches PHP: a panic in a method becomes an `Error` exception;
//! - every [`Zv`], [`Str`], [`Array`], [`Object`] holds a reference of its own.
//!
//! | file | owns |
//! |---|---|
//! | `sys` | symbols, layouts and their proof at start |
//! | `bailout` | bailouts as values |
//! | `value`, `string`, `array`, `object`, `callable` | PHP values |
//! | `error` | exceptions, warnings, fatal errors |
//! | `call`, `args` | a call from PHP: arguments in, result out |
//! | `class`, `signature`, `registration`, `native` | class tables and what becomes of them |
//! | `fiber`, `fiber_stack`, `fiber_state`, `fiber_end` | PHP code on stacks of its own |
//! | `hook` | functions of PHP that do something else in a coroutine |
//! | `transport`, `stream_ops`, `stream_connect`, `pipe_ops`, `stream` | socket streams of PHP that do so, too |
//! | `lazy` | properties that get their value when somebody looks |
//! | `php_thread` | state of PHP's one thread |
//! | `uploads` | which files `is_uploaded_file()` knows |
//! | `variables` | query strings, cookies and forms as PHP parses them |
//! | `interrupt` | signals that PHP has to be asked for |
//! | `process`, `child_process`, `socket` | exit status, random numbers; those of `proc_open()`; sockets of ext-sockets |
//! | `descriptor` | the number behind a stream, a Socket or an int |
//! | `ini`, `module` | settings and the module entries |

mod args;
mod array;
mod bailout;
mod call;
mod callable;
mod child_process;
mod class;
pub mod descriptor;
mod error;
pub mod fiber;
mod fiber_end;
mod fiber_stack;
mod fiber_state;
mod hook;
mod ini;
pub mod interrupt;
mod lazy;
mod module;
mod native;
mod object;
pub mod objects;
mod php_thread;
mod pipe_ops;
mod process;
mod registration;
mod signature;
pub mod socket;
mod stream;
mod stream_connect;
mod stream_ops;
mod string;
mod sys;
mod template;
mod transport;
pub mod uploads;
mod value;
pub mod variables;

pub use array::{Array, Builder, Iter, Key, Name};
pub use bailout::{Bailout, bailout_pending, guarded, raise_bailout_later, take_pending_bailout};
pub use call::{Call, Reply};
pub use callable::Callable;
pub use child_process::ChildProcess;
pub use class::{Class, Constant, Function, abstract_method, method, method_taking_any, method_with_extra_args};
pub use error::{
    Outcome, Raised, deprecated, exception_pending, fatal, is_exit, notice, report_uncaught, take_exception, throw,
    throw_argument_count_error, throw_bad_method_call, throw_error, throw_invalid_argument, throw_object,
    throw_runtime, throw_type_error, throw_value_error, user_warning, warning,
};
pub use hook::{Hook, after, hook, install as install_hooks, set_in_force as set_hooks_in_force};
pub use ini::{Access, Ini, ini_bool, ini_float, ini_int, ini_string};
pub use module::Module;
pub use native::{Gc, Native};
pub use object::{Object, Slot};
pub use php_thread::PhpThread;
pub use process::{end_request, executing_file, exit_status, reseed, set_exit_status};
pub use stream_ops::{Awaited, Waited, Waiting};
pub use string::Str;
pub use template::{Places, Template};
pub use transport::{adopt as hook_stream, install as install_transports};
pub use value::{Kind, Zv};
